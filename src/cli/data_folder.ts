/**
 * Finds the data folder of a user on this system.
 * @module
 */

/**
 * The per-user data folder; it may not be there yet:
 * `$XDG_DATA_HOME/dynamosql/data` or `~/.local/share/dynamosql/data` (XDG Base Directory), on
 * macOS `~/Library/Application Support/dynamosql/data`, on Windows `%LOCALAPPDATA%\dynamosql\data`. Not the folder above
 * it, into which a compiled file unpacks its code where it cannot write beside itself.
 */
export function dataFolder(): string {
  return `${base()}/dynamosql/data`;
}

function base(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  if (Deno.build.os === "windows") return Deno.env.get("LOCALAPPDATA") ?? `${home}/AppData/Local`;
  if (Deno.build.os === "darwin") return `${home}/Library/Application Support`;
  const xdg = Deno.env.get("XDG_DATA_HOME");
  // A relative path there must be ignored, says the specification.
  return xdg?.startsWith("/") ? xdg : `${home}/.local/share`;
}

/**
 * Finds the data folder of a user on this system.
 * @module
 */

/**
 * The per-user data folder; it may not be there yet:
 * `$XDG_DATA_HOME/dynamosql` or `~/.local/share/dynamosql` (XDG Base Directory), on macOS
 * `~/Library/Application Support/dynamosql`, on Windows `%LOCALAPPDATA%\dynamosql`.
 */
export function dataFolder(): string {
  return `${base()}/dynamosql`;
}

function base(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  if (Deno.build.os === "windows") return Deno.env.get("LOCALAPPDATA") ?? `${home}/AppData/Local`;
  if (Deno.build.os === "darwin") return `${home}/Library/Application Support`;
  const xdg = Deno.env.get("XDG_DATA_HOME");
  // A relative path there must be ignored, says the specification.
  return xdg?.startsWith("/") ? xdg : `${home}/.local/share`;
}

/**
 * Finds the data folder of a user on this system, and the place of the store.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/**
 * The address of the store: the one given, or the per-user default. Asked for only where a store is used: what needs none
 * works without a home, as a service of systemd has none.
 * Fails with `config_invalid` where the address is in the home folder and the environment names none.
 */
export function storeAddress({ store }: { readonly store?: string | undefined }): string {
  // No shell expands a `~` behind `kv:`, and a folder of that name is never meant.
  return store?.replace(/^kv:~(?=[/\\])/i, () => `kv:${home()}`) ?? `kv:${dataFolder()}/store.kv`;
}

/**
 * The per-user data folder; it may not be there yet:
 * `$XDG_DATA_HOME/dynamosql/data` or `~/.local/share/dynamosql/data` (XDG Base Directory), on
 * macOS `~/Library/Application Support/dynamosql/data`, on Windows `%LOCALAPPDATA%\dynamosql\data`. Not the folder above
 * it, into which a compiled file unpacks its code where it cannot write beside itself.
 */
function dataFolder(): string {
  return `${base()}/dynamosql/data`;
}

function base(): string {
  if (Deno.build.os === "windows") return Deno.env.get("LOCALAPPDATA") ?? `${home()}/AppData/Local`;
  if (Deno.build.os === "darwin") return `${home()}/Library/Application Support`;
  const xdg = Deno.env.get("XDG_DATA_HOME");
  // A relative path there must be ignored, says the specification.
  return xdg?.startsWith("/") ? xdg : `${home()}/.local/share`;
}

/** Not the current folder instead: a command run elsewhere would look at another store. */
function home(): string {
  const folder = Deno.env.get("HOME") || Deno.env.get("USERPROFILE");
  if (folder) return folder;
  throw new DynamoSqlError(
    "config_invalid",
    "HOME is not set, so there is no home folder to keep the store in. Name the store with --store kv:PATH or " +
      "DYNAMOSQL_STORE, or set HOME.",
  );
}

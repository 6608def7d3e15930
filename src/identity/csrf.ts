/**
 * Tokens that bind a form to the browser it was made for.
 * @module
 */
import type { InstallationKeys } from "./installation_keys.ts";

/** A token for the form `page` of whoever `holder` names (a session's handle, a visitor's cookie). */
export async function csrfTokenOf(keys: InstallationKeys, holder: string, page: string): Promise<string> {
  const id = await keys.activeId();
  return `${id}.${await keys.mac("csrf", textOf(holder, page), id)}`;
}

/** True if it is that token. Constant time. */
export async function csrfTokenValid(
  keys: InstallationKeys,
  holder: string,
  page: string,
  token: string | undefined,
): Promise<boolean> {
  const match = /^(k_\w{1,20})\.([\w-]{43})$/.exec(token ?? "");
  if (match === null) return false;
  const [, id = "", mac = ""] = match;
  return await keys.verify("csrf", textOf(holder, page), mac, id);
}

/** No holder has a NUL in it, so no two pairs make one text. */
function textOf(holder: string, page: string): string {
  return `${holder}\0${page}`;
}

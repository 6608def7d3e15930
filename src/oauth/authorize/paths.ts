/**
 * Local paths of the pages that a sign-in goes through.
 * @module
 */
import { PATHS } from "../endpoints.ts";
import { defined } from "../../lib/defined.ts";

/** The consent page of a sealed request. */
export function consentPath(sealed: string): string {
  return `${PATHS.consent}?${new URLSearchParams({ request: sealed })}`;
}

/**
 * The sign-in page, which leads to `next` afterwards.
 * @param again a session that is there already does not do: the person must sign in anew, perhaps as someone else
 */
export function loginPath(next: string, again: boolean): string {
  return `${PATHS.login}?${new URLSearchParams({
    next,
    ...defined({ prompt: again ? "login" : undefined }),
  })}`;
}

/**
 * Reads `prompt`: what the client wants the person to see (OpenID Connect Core §3.1.2.1; Claude Code sends `consent`).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** What `prompt` asks for. Consent and the account are shown always, so asking for them changes nothing. */
export interface PromptParameter {
  /** No page may be shown. */
  readonly none: boolean;
  /** The person must prove anew who they are. */
  readonly login: boolean;
}

const KNOWN: ReadonlySet<string> = new Set(["none", "login", "consent", "select_account"]);

/** The prompt. Fails with `invalid_request` on an unknown word, or `none` beside others. */
export function requestedPrompt(parameters: AuthorizeParameters): PromptParameter {
  const words = new Set((parameters.get("prompt") ?? "").split(" ").filter((word) => word !== ""));
  if ([...words].some((word) => !KNOWN.has(word)) || (words.has("none") && words.size > 1)) {
    throw new DynamoSqlError("invalid_request", "prompt is unknown, or none is not alone.");
  }
  return { none: words.has("none"), login: words.has("login") };
}

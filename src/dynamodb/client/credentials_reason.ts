/**
 * The reason why there are no AWS credentials, in the SDK's own words: an expired SSO session, a missing profile, a
 * failing `credential_process`. For the operator's eyes, on the command line and in the log: it may name a profile, a
 * program, a role.
 * @module
 */

import { AssumeRoleError } from "./credentials.ts";

/** What the SDK's chain of providers says in the end, whatever each of them had said. */
const NONE = "Could not load credentials from any providers";

/**
 * The error with the reason in it. The SDK's chain goes on after a profile that gave nothing, and forgets why: the profile
 * is asked once more, by itself.
 */
export async function explained(error: unknown): Promise<unknown> {
  if (error instanceof AssumeRoleError) return new AssumeRoleError(await explained(error.cause));
  if (!(error instanceof Error) || error.name !== "CredentialsProviderError" || error.message !== NONE) {
    return error;
  }
  const profile = Deno.env.get("AWS_PROFILE") || undefined;
  const { fromIni } = await import("@aws-sdk/credential-providers");
  try {
    await fromIni(profile === undefined ? {} : { profile })();
  } catch (reason) {
    const absent = reason instanceof Error &&
      /^Could not resolve credentials using profile: /.test(reason.message);
    // Nobody chose the profile "default": that it is not there explains nothing.
    return absent && profile === undefined ? error : reason;
  }
  return error;
}

/** The SDK's sentence behind an error, without its stack; undefined where it says nothing that helps. */
export function credentialsReason(cause: unknown): string | undefined {
  const text = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
  // Across the engine's process an error arrives as its text: `CredentialsProviderError: Could not …\n    at …`.
  const line = text.split("\n", 1)[0]?.replace(/^[A-Za-z]*Error: /, "").trim() ?? "";
  return line === "" || line === NONE ? undefined : line;
}

/**
 * Reads the decision from a consent form.
 * @module
 */
import type { ScopeName } from "../../identity/scopes.ts";

/** The person's decision. */
export type Decision =
  | { readonly type: "deny" }
  | { readonly type: "approve"; readonly scopes: readonly ScopeName[] }
  /** Neither; the page is shown again with these words. */
  | { readonly type: "unclear"; readonly problem: string };

/**
 * The decision. Ticks can only narrow what was shown: a scope that was not is no tick of that page.
 * @param shown the scopes that the page offered
 */
export function readDecision(form: URLSearchParams, shown: readonly ScopeName[]): Decision {
  const [decision, ...more] = form.getAll("decision");
  if (more.length === 0 && decision === "deny") return { type: "deny" };
  if (more.length > 0 || decision !== "approve") {
    return { type: "unclear", problem: "Choose Approve or Deny." };
  }
  const ticked = new Set(form.getAll("scope"));
  const scopes = shown.filter((scope) => ticked.delete(scope));
  if (ticked.size > 0) {
    return { type: "unclear", problem: "The form named something that was not asked for." };
  }
  if (scopes.length === 0) {
    return { type: "unclear", problem: "Select at least one permission, or choose Deny." };
  }
  return { type: "approve", scopes };
}

/**
 * Running calls, so that a client of the 2025 revisions can cancel one: its `notifications/cancelled` is a request of
 * its own, and names the call by the id that the client gave it.
 * @module
 */
import type { CallContext } from "./caller.ts";

/** A call's JSON-RPC id. */
export type RequestId = string | number;

/** The calls under way of all callers. */
export interface RunningCalls {
  /** Notes a call. `end` is to be called when it is over. */
  begin(context: CallContext, id: RequestId): { readonly signal: AbortSignal; end(): void };
  /**
   * Cancels the caller's call of that id. Without one nothing happens; with several nothing either: several processes
   * may share a token and count their ids alike, and none may end the other's call.
   */
  cancel(context: CallContext, id: RequestId): void;
}

/** No call is under way. */
export function createRunningCalls(): RunningCalls {
  const running = new Map<string, Set<AbortController>>();
  return {
    begin(context, id) {
      const key = keyOf(context, id);
      const controller = new AbortController();
      const alike = running.get(key) ?? new Set();
      running.set(key, alike.add(controller));
      return {
        signal: controller.signal,
        end() {
          alike.delete(controller);
          if (alike.size === 0 && running.get(key) === alike) running.delete(key);
        },
      };
    },
    cancel(context, id) {
      const [only, ...others] = running.get(keyOf(context, id)) ?? [];
      if (others.length === 0) only?.abort(new DOMException("The client cancelled the call.", "AbortError"));
    },
  };
}

/** `1` and `"1"` are different ids (JSON-RPC 2.0 §4). */
function keyOf({ caller: { principal, clientId } }: CallContext, id: RequestId): string {
  return JSON.stringify([principal.tenantId, principal.kind, principal.id, clientId, id]);
}

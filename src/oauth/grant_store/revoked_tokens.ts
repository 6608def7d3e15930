/**
 * Access tokens revoked one by one (RFC 7009): their ids, until they would have expired. A revoked grant needs none of
 * this: its tokens die with it.
 * @module
 */
import type { Revision } from "../../store/revision.ts";
import type { Key, Store } from "../../store/store.ts";

/** The list of the revoked. */
export interface RevokedTokens {
  /**
   * Refuses a token from now on: here at once, elsewhere within 5 s.
   * @param jti of a token whose signature was verified
   * @param expiresAt milliseconds since the epoch
   */
  add(jti: string, expiresAt: number): Promise<void>;
  /** One read of the store; the verifier asks once for each token it remembers. */
  has(jti: string): Promise<boolean>;
}

const keyOf = (jti: string): Key => ["revoked_token", jti];

/** The revoked tokens of a store. The topic is that of the grants: verifiers forget what they remembered. */
export function createRevokedTokens(
  deps: { readonly store: Store; readonly revision: Revision },
): RevokedTokens {
  const { store, revision } = deps;
  return {
    async add(jti, expiresAt) {
      await store.commit([], [
        { type: "set", key: keyOf(jti), value: true, expiresAt },
        revision.mutation("grants"),
      ]);
      revision.announce("grants");
    },
    has: async (jti) => await store.get(keyOf(jti)) !== null,
  };
}

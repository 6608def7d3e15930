/**
 * Passkeys (WebAuthn): they know the person by a PIN, a finger or a face, so one alone is a whole sign-in.
 * @module
 */
import { Buffer } from "node:buffer";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { InstallationKeys } from "./installation_keys.ts";
import { createPasskeyChallenges } from "./passkey_challenge.ts";
import { withoutSpareCodes } from "./second_factor.ts";
import { isUserId, type Passkey, type UserRecord } from "./user_record.ts";
import type { Users } from "./users.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode createPasskeys} needs. */
export interface PasskeysDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly users: Users;
  readonly keys: InstallationKeys;
  /** The origin; its host is the relying party's id. */
  readonly publicUrl: string;
}

/**
 * Passkeys of the users. `browser` binds a challenge to who asked for it: a session's handle or a visitor's cookie.
 * A challenge is good once, for five minutes.
 */
export interface Passkeys {
  /** For `navigator.credentials.create`. */
  creationOptions(userId: string, browser: string): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /**
   * Adds the passkey. Fails with `invalid_request` if it does not prove itself, `conflict` at the bound of 10.
   */
  add(userId: string, browser: string, answer: unknown, name: string): Promise<void>;
  /** For `navigator.credentials.get`: any passkey of this site, so that nobody learns which accounts have one. */
  requestOptions(browser: string): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** The user who owns the passkey that answered, as of now; null if it does not prove itself, or the user is disabled. */
  verify(browser: string, answer: unknown): Promise<UserRecord | null>;
  list(userId: string): Promise<readonly Passkey[]>;
  /** Nothing happens where there is none of that id. Without any second factor left the recovery codes go too. */
  remove(userId: string, passkeyId: string): Promise<void>;
}

const MAX_PASSKEYS = 10;

const text = z.string().max(20_000);
const answerSchema = z.object({
  id: text,
  rawId: text,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).default({}),
});
const creationSchema = answerSchema.extend({
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});
const assertionSchema = answerSchema.extend({
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.optional(),
  }),
});

/** The passkeys of a store's users. The library is loaded when the first one is asked for. */
export function createPasskeys(deps: PasskeysDeps): Passkeys {
  const { store, users, clock, random } = deps;
  const { origin, hostname: rpID } = new URL(deps.publicUrl);
  const library = () => import("@simplewebauthn/server");
  const challenges = createPasskeyChallenges({ store, keys: deps.keys, clock, random });

  return {
    async creationOptions(userId, browser) {
      const user = await users.record(userId);
      if (user === null) throw new DynamoSqlError("not_found", "No such user.");
      return await (await library()).generateRegistrationOptions({
        rpName: "DynamoSQL",
        rpID,
        userName: user.email,
        userDisplayName: user.email,
        userID: new TextEncoder().encode(userId),
        challenge: await challenges.make(browser, "add"),
        attestationType: "none",
        excludeCredentials: user.passkeys.map(({ id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
    },

    async add(userId, browser, answer, name) {
      const parsed = creationSchema.safeParse(answer);
      if (!parsed.success) throw notProven();
      const { verifyRegistrationResponse } = await library();
      const result = await verifyRegistrationResponse({
        // The library checks what lies inside these texts; only its list of transport names is narrower than ours.
        response: parsed.data as RegistrationResponseJSON,
        expectedChallenge: (challenge) => challenges.isOurs(challenge, browser, "add"),
        expectedOrigin: origin,
        expectedRPID: rpID,
        requireUserVerification: true,
      }).catch(() => ({ verified: false as const }));
      if (!result.verified) throw notProven();
      if (!await challenges.spend(challengeOf(parsed.data.response.clientDataJSON))) throw notProven();
      const { credential } = result.registrationInfo;
      const passkey: Passkey = {
        id: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString("base64url"),
        counter: credential.counter,
        transports: parsed.data.response.transports ?? [],
        name: shownName(name),
        createdAt: clock(),
      };
      await users.change(userId, (one) => {
        if (one.passkeys.length >= MAX_PASSKEYS) {
          throw new DynamoSqlError("conflict", `An account has at most ${MAX_PASSKEYS} passkeys.`);
        }
        if (one.passkeys.some(({ id }) => id === passkey.id)) throw notProven();
        return { ...one, passkeys: [...one.passkeys, passkey] };
      });
    },

    async requestOptions(browser) {
      return await (await library()).generateAuthenticationOptions({
        rpID,
        challenge: await challenges.make(browser, "sign in"),
        userVerification: "required",
      });
    },

    async verify(browser, answer) {
      const parsed = assertionSchema.safeParse(answer);
      if (!parsed.success) return null;
      const userId = Buffer.from(parsed.data.response.userHandle ?? "", "base64url").toString();
      const user = isUserId(userId) ? await users.record(userId) : null;
      const passkey = user?.passkeys.find(({ id }) => id === parsed.data.id);
      if (user === null || passkey === undefined || user.disabled) return null;
      const { verifyAuthenticationResponse } = await library();
      const result = await verifyAuthenticationResponse({
        // As above: `userHandle` may be absent, never null.
        response: parsed.data as AuthenticationResponseJSON,
        expectedChallenge: (challenge) => challenges.isOurs(challenge, browser, "sign in"),
        expectedOrigin: origin,
        expectedRPID: rpID,
        credential: {
          id: passkey.id,
          publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, "base64url")),
          counter: passkey.counter,
        },
        requireUserVerification: true,
      }).catch(() => null);
      if (result?.verified !== true) return null;
      if (!await challenges.spend(challengeOf(parsed.data.response.clientDataJSON))) return null;
      const { newCounter } = result.authenticationInfo;
      return await users.change(userId, (one) => {
        const now = one.passkeys.find(({ id }) => id === passkey.id);
        // WebAuthn §6.1.1: a counter that does not grow is a copy's, unless the authenticator keeps none.
        const grows = newCounter === 0 && now?.counter === 0 || newCounter > (now?.counter ?? Infinity);
        if (now === undefined || one.disabled || !grows) return null;
        const used = { ...now, counter: newCounter, lastUsedAt: clock() };
        return { ...one, passkeys: one.passkeys.map((each) => each.id === used.id ? used : each) };
      });
    },

    list: async (userId) => (await users.record(userId))?.passkeys ?? [],

    async remove(userId, passkeyId) {
      await users.change(
        userId,
        (one) => withoutSpareCodes({ ...one, passkeys: one.passkeys.filter(({ id }) => id !== passkeyId) }),
      );
    },
  };
}

/** The challenge that was answered; the library has checked that it is there. */
function challengeOf(clientData: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(clientData, "base64url").toString());
    const challenge = z.object({ challenge: z.string() }).safeParse(parsed);
    return challenge.success ? challenge.data.challenge : "";
  } catch {
    return "";
  }
}

function shownName(name: string): string {
  const clean = name.replaceAll(/\p{C}/gu, "").trim().slice(0, 60);
  return clean === "" ? "Passkey" : clean;
}

function notProven(): DynamoSqlError {
  return new DynamoSqlError("invalid_request", "The passkey could not be checked. Try again.");
}

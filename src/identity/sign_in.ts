/**
 * Signing in: the password, then a second step where one is enrolled. Nothing in an answer, in its words or in its time, tells
 * whether an account exists, is disabled, or has no password yet.
 * @module
 */
import { z } from "zod";
import { readRecord } from "../store/records.ts";
import type { Key, Store } from "../store/store.ts";
import type { Lockout } from "./lockout.ts";
import type { Passkeys } from "./passkeys.ts";
import type { Passwords } from "./password.ts";
import { randomText } from "../lib/random.ts";
import { needsSecondStep, type SecondFactor } from "./second_factor.ts";
import { digestOf } from "../lib/digest.ts";
import { emailName, type UserRecord } from "./user_record.ts";
import type { Users } from "./users.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode createSignIn} needs. */
export interface SignInDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly lockout: Lockout;
  readonly secondFactor: SecondFactor;
  readonly passkeys: Pick<Passkeys, "verify">;
}

/** What a try comes to. */
export type SignInResult =
  /** `epoch` is the user's when the proof was checked: the session belongs to it, and ends with it. */
  | { readonly type: "signed in"; readonly userId: string; readonly epoch: number }
  /** The password is right; the token names this sign-in at its second step. */
  | { readonly type: "second step"; readonly token: string }
  | { readonly type: "refused" };

/** What the second step of a sign-in may be. */
export interface SecondStep {
  readonly hasTotp: boolean;
  readonly hasPasskeys: boolean;
}

/** Signs people in. Every method but `step` fails with `rate_limited` after too many tries. */
export interface SignIn {
  withPassword(email: string, password: string, address: string): Promise<SignInResult>;
  /** The sign-in of that token, if it is still under way. */
  step(token: string): Promise<SecondStep | null>;
  /** Null if that sign-in is over: begin anew. */
  withCode(token: string, code: string, address: string): Promise<SignInResult | null>;
  /** @param browser what the challenge was bound to */
  withPasskey(browser: string, answer: unknown, address: string): Promise<SignInResult>;
  /** True if it is the user's password: asked before something grave. Counts as a try. */
  isPassword(userId: string, password: string, address: string): Promise<boolean>;
}

const STEP_MS = 5 * 60_000;

const stepSchema = z.object({ userId: z.string(), epoch: z.number(), expiresAt: z.number() });

/** Signing in to the accounts of a store. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { store, users, passwords, lockout, secondFactor, passkeys } = deps;
  const { clock, random } = deps;

  /** Refused where the account has changed since `record`, which the proof was held against, was read. */
  async function signedIn({ userId, epoch }: UserRecord): Promise<SignInResult> {
    const written = await users.change(
      userId,
      (one) => one.disabled || one.epoch !== epoch ? null : { ...one, lastSignInAt: clock() },
    );
    return written === null ? { type: "refused" } : { type: "signed in", userId, epoch };
  }

  /** The password is at hand only now: bring an old hash to today's cost. */
  async function freshen(record: UserRecord, password: string): Promise<void> {
    if (record.password === undefined || !passwords.isStale(record.password)) return;
    const hash = await passwords.hash(password);
    await users.change(
      record.userId,
      (one) => one.password === record.password ? { ...one, password: hash } : null,
    );
  }

  async function readStep(token: string) {
    if (!/^[0-9A-Za-z]{43}$/.test(token)) return null;
    const key = stepKey(token);
    const entry = await readRecord(store, stepSchema, key);
    if (entry === null || entry.value.expiresAt <= clock()) return null;
    const user = await users.record(entry.value.userId);
    if (user === null || user.disabled || user.epoch !== entry.value.epoch) return null;
    return { key, version: entry.version, user };
  }

  return {
    async withPassword(email, password, address) {
      const account = emailName(email);
      await lockout.begin(account, address);
      const record = await users.recordOfEmail(email);
      const right = await passwords.verify(password, record?.password);
      if (record === null || !right || record.disabled) return { type: "refused" };
      await freshen(record, password);
      if (needsSecondStep(record)) {
        // The try stays counted until the second step is done: else a known password would buy endless guesses of codes.
        const token = randomText(random, 43);
        const expiresAt = clock() + STEP_MS;
        await store.set(stepKey(token), { userId: record.userId, epoch: record.epoch, expiresAt }, {
          expiresAt,
        });
        return { type: "second step", token };
      }
      await lockout.succeeded(account, address);
      return await signedIn(record);
    },

    async step(token) {
      const step = await readStep(token);
      if (step === null) return null;
      const { totp, passkeys } = step.user;
      return { hasTotp: totp !== undefined, hasPasskeys: passkeys.length > 0 };
    },

    async withCode(token, code, address) {
      const step = await readStep(token);
      if (step === null) return null;
      const { key, version, user } = step;
      const account = emailName(user.email);
      await lockout.begin(account, address);
      if (!await secondFactor.verify(user.userId, code)) return { type: "refused" };
      if (!await store.commit([{ key, version }], [{ type: "delete", key }])) return null;
      await lockout.succeeded(account, address, 2);
      return await signedIn(user);
    },

    async withPasskey(browser, answer, address) {
      // Only the address counts: a passkey cannot be guessed, and its owner gets in while others try the password.
      await lockout.begin(undefined, address);
      const user = await passkeys.verify(browser, answer);
      if (user === null) return { type: "refused" };
      await lockout.succeeded(undefined, address);
      return await signedIn(user);
    },

    async isPassword(userId, password, address) {
      const record = await users.record(userId);
      const account = emailName(record?.email ?? "");
      await lockout.begin(account, address);
      const right = await passwords.verify(password, record?.password);
      if (right) await lockout.succeeded(account, address);
      return right;
    },
  };
}

function stepKey(token: string): Key {
  return ["sign_in_step", digestOf(token)];
}

/**
 * The second step of a sign-in: one-time passwords of an app, and recovery codes. Passkeys are `passkeys.ts`.
 * @module
 */
import { looksLikeRecovery, newRecoveryCodes, recoveryHash } from "./recovery_codes.ts";
import { newTotpSecret, totpStep, totpUri } from "./totp.ts";
import type { UserRecord } from "./user_record.ts";
import type { Users } from "./users.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode createSecondFactor} needs. */
export interface SecondFactorDeps extends Pick<Runtime, "clock" | "random"> {
  readonly users: Users;
  /** Of the public URL: part of the name in the app. */
  readonly host: string;
}

/** An app to be enrolled. */
export interface Enrolment {
  /** Base32, for typing. */
  readonly secret: string;
  /** `otpauth:`, for the QR code. */
  readonly uri: string;
}

/** Enrols and checks. */
export interface SecondFactor {
  /** The enrolment under way, or a new one; good for 30 minutes. Null if an app is enrolled already. */
  begin(userId: string): Promise<Enrolment | null>;
  /** The first right code enrols the app. Returns new recovery codes, shown this once; null if the code is wrong. */
  confirm(userId: string, code: string): Promise<readonly string[] | null>;
  /** True once for each code: of the app (±1 step), or a recovery code. Of two at once, one is right. */
  verify(userId: string, code: string): Promise<boolean>;
  /** Removes the app. Without any second factor left the recovery codes go too. */
  remove(userId: string): Promise<void>;
  /** Ten new recovery codes in place of the old; shown this once. */
  renewRecovery(userId: string): Promise<readonly string[]>;
}

const ENROLMENT_MS = 30 * 60_000;

/** The second factor of the users. */
export function createSecondFactor(deps: SecondFactorDeps): SecondFactor {
  const { users, host, clock, random } = deps;

  async function verifyTotp(userId: string, code: string): Promise<boolean> {
    const totp = (await users.record(userId))?.totp;
    const step = totp === undefined ? null : await totpStep(totp.secret, code, clock());
    if (totp === undefined || step === null) return false;
    const written = await users.change(userId, (one) => {
      // Decided by the record as it is when it is written: another one may have used the step meanwhile.
      if (one.totp?.secret !== totp.secret || step <= one.totp.lastStep) return null;
      return { ...one, totp: { ...one.totp, lastStep: step } };
    });
    return written !== null;
  }

  async function verifyRecovery(userId: string, code: string): Promise<boolean> {
    const hash = recoveryHash(code);
    const written = await users.change(userId, (one) => {
      if (!one.recovery.includes(hash)) return null;
      return { ...one, recovery: one.recovery.filter((left) => left !== hash) };
    });
    return written !== null;
  }

  return {
    async begin(userId) {
      const fresh = { secret: await newTotpSecret(random), expiresAt: clock() + ENROLMENT_MS };
      const before = await users.record(userId);
      if (before === null || before.totp !== undefined) return null;
      const known = before.totpPending;
      const pending = known !== undefined && known.expiresAt > clock() ? known : fresh;
      if (pending === fresh) await users.change(userId, (one) => ({ ...one, totpPending: fresh }));
      return { secret: pending.secret, uri: await totpUri(pending.secret, before.email, host) };
    },

    async confirm(userId, code) {
      const pending = (await users.record(userId))?.totpPending;
      if (pending === undefined || pending.expiresAt <= clock()) return null;
      const step = await totpStep(pending.secret, code, clock());
      if (step === null) return null;
      const codes = newRecoveryCodes(random);
      const written = await users.change(userId, (one) => {
        if (one.totpPending?.secret !== pending.secret || one.totp !== undefined) return null;
        const { totpPending: _done, ...rest } = one;
        const totp = { secret: pending.secret, lastStep: step, enrolledAt: clock() };
        return { ...rest, totp, recovery: codes.map(recoveryHash) };
      });
      return written === null ? null : codes;
    },

    verify: (userId, code) =>
      looksLikeRecovery(code) ? verifyRecovery(userId, code) : verifyTotp(userId, code),

    async remove(userId) {
      await users.change(userId, ({ totp: _gone, totpPending: _too, ...rest }) => withoutSpareCodes(rest));
    },

    async renewRecovery(userId) {
      const codes = newRecoveryCodes(random);
      await users.change(userId, (one) => ({ ...one, recovery: codes.map(recoveryHash) }));
      return codes;
    },
  };
}

/** True where a password alone does not do. */
export function needsSecondStep(record: UserRecord): boolean {
  return record.totp !== undefined || record.passkeys.length > 0;
}

/** Recovery codes stand in for a factor; without one there is nothing to recover. */
export function withoutSpareCodes(record: UserRecord): UserRecord {
  return needsSecondStep(record) ? record : { ...record, recovery: [] };
}

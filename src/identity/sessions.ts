/**
 * Browser sessions: an opaque cookie, stored as its hash; 12 hours, 30 minutes idle (docs/reference/oauth.md#lives).
 * @module
 */
import { z } from "zod";
import { readRecord } from "../store/records.ts";
import type { Entry, Key, Store } from "../store/store.ts";
import type { AdmitCall } from "./call_admission.ts";
import type { Cookies } from "./cookies.ts";
import { csrfTokenOf, csrfTokenValid } from "./csrf.ts";
import type { InstallationKeys } from "./installation_keys.ts";
import { randomText } from "../lib/random.ts";
import type { SessionReader } from "./user.ts";
import { digestOf } from "../lib/digest.ts";
import { isUserId, publicUser } from "./user_record.ts";
import type { Users } from "./users.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode createSessions} needs. */
export interface SessionsDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly users: Users;
  readonly keys: InstallationKeys;
  readonly cookies: Cookies;
  /** Counts the requests of a signed-in person, each once. */
  readonly admit?: AdmitCall;
}

/** A session as its owner sees it in a list. Times in milliseconds since the epoch. */
export interface SessionInfo {
  readonly handle: string;
  readonly createdAt: number;
  /** To the minute. */
  readonly lastSeenAt: number;
  /** Browser and system, in a few words. */
  readonly device: string;
}

/** An epoch that no user is ever in. */
const NO_EPOCH = -1;

/** Starts and ends sessions. */
export interface Sessions extends SessionReader {
  /**
   * A new session for somebody who has just proved who they are; the one the request came with, if any, ends: no id
   * outlives a sign-in. Returns the `Set-Cookie` value.
   * @param epoch the user's when they proved it: a session of an epoch that is over by now is void. Default now's
   */
  start(request: Request, userId: string, epoch?: number): Promise<string>;
  /** Ends the request's session. Returns the `Set-Cookie` value that removes the cookie. */
  end(request: Request): Promise<string>;
  /** The valid ones of a user, newest first. */
  list(userId: string): Promise<SessionInfo[]>;
  /** Ends one of the user's; nothing happens where there is none of that handle. */
  revoke(userId: string, handle: string): Promise<void>;
  /** Ends all of a user's, and voids links sent to them: in one step, whatever happens afterwards. */
  endAll(userId: string): Promise<void>;
  /** Deletes those of a user that have ended already, by a change of the epoch. */
  sweep(userId: string): Promise<void>;
}

const LIFE_MS = 12 * 3_600_000;
const IDLE_MS = 30 * 60_000;
/** Sessions of one user; the one that was idle longest makes room. */
const MAX_SESSIONS = 50;
/** The idle time is written at most this often. */
const TOUCH_MS = 60_000;

const sessionSchema = z.object({
  userId: z.string(),
  handle: z.string(),
  /** The user's epoch when it began; another one by now: it has ended. */
  epoch: z.number(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  device: z.string(),
});

type SessionRecord = z.infer<typeof sessionSchema>;

/** The sessions of a store. */
export function createSessions(deps: SessionsDeps): Sessions {
  const { store, users, keys, cookies, clock, random } = deps;

  async function read(key: Key): Promise<Entry<SessionRecord> | null> {
    const entry = await readRecord(store, sessionSchema, key);
    if (entry === null) return null;
    const { createdAt, lastSeenAt } = entry.value;
    const now = clock();
    return now < createdAt + LIFE_MS && now < lastSeenAt + IDLE_MS ? entry : null;
  }

  function keyOf(request: Request): Key | null {
    const value = cookies.session.read(request);
    return value === undefined ? null : sessionKey(digestOf(value));
  }

  async function remove(key: Key, { userId, handle }: SessionRecord): Promise<void> {
    await store.commit([], [
      { type: "delete", key },
      { type: "delete", key: [...sessionsOfKey(userId), handle] },
    ]);
  }

  async function end(request: Request): Promise<void> {
    const key = keyOf(request);
    const entry = key === null ? null : await readRecord(store, sessionSchema, key);
    if (key !== null && entry !== null) await remove(key, entry.value);
  }

  async function* allOf(userId: string): AsyncGenerator<{ key: Key; record: SessionRecord }> {
    if (!isUserId(userId)) return;
    for await (const entry of store.list(sessionsOfKey(userId))) {
      if (typeof entry.value !== "string") continue;
      const key = sessionKey(entry.value);
      const found = await read(key);
      if (found?.value.userId === userId) yield { key, record: found.value };
    }
  }

  /** Whoever has the password may sign in all day long, and must not fill the store. */
  async function dropOldest(userId: string): Promise<void> {
    const all = await Array.fromAsync(allOf(userId));
    all.sort((a, b) => b.record.lastSeenAt - a.record.lastSeenAt);
    for (const { key, record } of all.slice(MAX_SESSIONS)) await remove(key, record);
  }

  async function sweep(userId: string): Promise<void> {
    const epoch = (await users.record(userId))?.epoch;
    for await (const { key, record } of allOf(userId)) if (record.epoch !== epoch) await remove(key, record);
  }

  /** A page may ask more than once who is signed in. */
  const counted = new WeakSet<Request>();
  function count(request: Request, { userId, tenantId }: { userId: string; tenantId: string }): void {
    if (counted.has(request)) return;
    counted.add(request);
    deps.admit?.({ kind: "user", id: userId, tenantId });
  }

  return {
    async current(request) {
      const key = keyOf(request);
      const entry = key === null ? null : await read(key);
      if (key === null || entry === null) return null;
      const { userId, handle, epoch, createdAt, lastSeenAt } = entry.value;
      const user = await users.record(userId);
      if (user === null || user.disabled || user.epoch !== epoch) return null;
      count(request, user);
      const now = clock();
      if (now >= lastSeenAt + TOUCH_MS) {
        // With the version read: a session that was ended meanwhile must not come back.
        const value: SessionRecord = { ...entry.value, lastSeenAt: now };
        await store.commit([{ key, version: entry.version }], [
          { type: "set", key, value, expiresAt: createdAt + LIFE_MS },
        ]);
      }
      return { user: publicUser(user), handle, authenticatedAt: createdAt };
    },

    csrfToken: (session, page) => csrfTokenOf(keys, session.handle, page),
    csrfValid: (session, page, token) => csrfTokenValid(keys, session.handle, page, token),

    async start(request, userId, epoch) {
      await end(request);
      const user = await users.record(userId);
      const value = randomText(random, 43);
      const now = clock();
      const record: SessionRecord = {
        userId,
        handle: `ses_${randomText(random, 22)}`,
        // Whoever was removed or disabled since the proof gets a session that is void.
        epoch: user === null || user.disabled ? NO_EPOCH : epoch ?? user.epoch,
        createdAt: now,
        lastSeenAt: now,
        device: deviceOf(request.headers.get("user-agent") ?? ""),
      };
      const expiresAt = now + LIFE_MS;
      const hash = digestOf(value);
      await store.commit([], [
        { type: "set", key: sessionKey(hash), value: record, expiresAt },
        { type: "set", key: [...sessionsOfKey(userId), record.handle], value: hash, expiresAt },
      ]);
      await dropOldest(userId);
      return cookies.session.set(value, LIFE_MS / 1000);
    },

    async end(request) {
      await end(request);
      return cookies.session.clear();
    },

    async list(userId) {
      const epoch = (await users.record(userId))?.epoch;
      const found: SessionInfo[] = [];
      for await (const { record } of allOf(userId)) {
        const { handle, createdAt, lastSeenAt, device } = record;
        if (record.epoch === epoch) found.push({ handle, createdAt, lastSeenAt, device });
      }
      return found.sort((a, b) => b.lastSeenAt - a.lastSeenAt);
    },

    async revoke(userId, handle) {
      for await (const { key, record } of allOf(userId)) {
        if (record.handle === handle) await remove(key, record);
      }
    },

    async endAll(userId) {
      await users.change(userId, (one) => ({ ...one, epoch: one.epoch + 1 }));
      await sweep(userId);
    },

    sweep,
  };
}

function sessionKey(hash: string): Key {
  return ["session", hash];
}

function sessionsOfKey(userId: string): Key {
  return ["session_of", userId];
}

/** `Firefox on Linux` of a User-Agent: for a person to tell their browsers apart, from a closed list of words. */
function deviceOf(agent: string): string {
  const pick = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = pick([
    [/\bEdg/, "Edge"],
    [/\bOPR\//, "Opera"],
    [/\bFirefox\//, "Firefox"],
    [/\b(Headless)?Chrome\//, "Chrome"],
    [/\bSafari\//, "Safari"],
  ]);
  const system = pick([
    [/\b(iPhone|iPad)\b/, "iOS"],
    [/\bAndroid\b/, "Android"],
    [/\bWindows\b/, "Windows"],
    [/\bMac OS X\b/, "macOS"],
    [/\bLinux\b/, "Linux"],
  ]);
  return `${browser ?? "A browser"}${system === undefined ? "" : ` on ${system}`}`;
}

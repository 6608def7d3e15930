/**
 * `next_cursor`: which kept result, from which row. Signed, and bound to the principal: a cursor of another one
 * reads like a forged one, whether or not the result exists.
 * @module
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { DynamoSqlError } from "../errors.ts";
import type { Principal } from "./service.ts";

/** A place in a kept result. */
export interface CursorPlace {
  readonly resultId: string;
  readonly row: number;
}

/** 128 bits: enough that guessing is hopeless, and cursors cost tokens. */
const SIGNATURE_BYTES = 16;

const FORM = /^([A-Za-z0-9_-]{1,64})\.([0-9a-z]{1,10})\.([A-Za-z0-9_-]{22})$/;

/**
 * The cursor text for a place: `id.row.signature`. `id` is base64url.
 * @example
 * ```ts
 * const key = new Uint8Array(32).fill(7);
 * const ann = { tenantId: "t", kind: "user", id: "ann" } as const;
 * const cursor = signCursor(key, ann, { resultId: "r1", row: 100 });
 * assert.deepEqual(openCursor(key, ann, cursor), { resultId: "r1", row: 100 });
 * assert.throws(() => openCursor(key, { ...ann, id: "bob" }, cursor), { code: "cursor_invalid" });
 * ```
 */
export function signCursor(key: Uint8Array, principal: Principal, place: CursorPlace): string {
  const body = `${place.resultId}.${place.row.toString(36)}`;
  return `${body}.${signature(key, principal, body).toString("base64url")}`;
}

/** The place a cursor names. Fails with `cursor_invalid` unless we signed it for this principal. */
export function openCursor(key: Uint8Array, principal: Principal, cursor: string): CursorPlace {
  const [, resultId, row, given] = FORM.exec(cursor) ?? [];
  if (resultId === undefined || row === undefined || given === undefined) throw invalid();
  const expected = signature(key, principal, `${resultId}.${row}`);
  const presented = Buffer.from(given, "base64url");
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) throw invalid();
  return { resultId, row: Number.parseInt(row, 36) };
}

/** One text per principal, no two alike. */
export function principalKey({ tenantId, kind, id }: Principal): string {
  return JSON.stringify([tenantId, kind, id]);
}

function signature(key: Uint8Array, principal: Principal, body: string): Buffer {
  return createHmac("sha256", key)
    .update(`${principalKey(principal)}\n${body}`)
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}

function invalid(): DynamoSqlError {
  return new DynamoSqlError("cursor_invalid", "The cursor is not one that was given out to this caller.");
}

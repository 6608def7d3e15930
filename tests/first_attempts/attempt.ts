/**
 * A first attempt is a statement that an assistant writes in another engine's words, and the rows that it means there.
 * @module
 */

/** One attempt. */
export interface Attempt {
  readonly sql: string;
  /** What its engine's manual says that it means, over the shop; worked out by hand. */
  readonly rows: readonly unknown[];
  /** It has another meaning here, or none, and is answered by advice; absent = it works as it is. */
  readonly advised?: Advised;
}

/** How advice is followed. */
export interface Advised {
  /** The piece of the statement that is written anew, as it stands there. */
  readonly piece: string;
  /** Which of several readings is the one of its engine, from 0. */
  readonly reading: number;
}

/** A statement that means the same here. */
export const same = (sql: string, ...rows: readonly unknown[]): Attempt => ({ sql, rows });

/** A statement of which a piece has to be written anew. */
export const advised = (
  sql: string,
  piece: string | readonly [piece: string, reading: number],
  ...rows: readonly unknown[]
): Attempt => {
  const [of, reading] = typeof piece === "string" ? [piece, 0] as const : piece;
  return { sql, rows, advised: { piece: of, reading } };
};

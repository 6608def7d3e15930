/**
 * The body meter counts the bytes of bodies that are in memory, all requests together: each is bounded, their number is
 * not.
 * @module
 */

/** Counts bytes in and out. */
export interface BodyMeter {
  /** False where they would be too many, which are then not counted. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/**
 * A meter of `most` bytes.
 * @example
 * ```ts
 * const meter = createBodyMeter(10);
 * assert.deepEqual([meter.take(8), meter.take(3)], [true, false]);
 * meter.give(8);
 * assert.equal(meter.take(10), true);
 * ```
 */
export function createBodyMeter(most: number): BodyMeter {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > most) return false;
      held += bytes;
      return true;
    },
    give(bytes) {
      held -= bytes;
    },
  };
}

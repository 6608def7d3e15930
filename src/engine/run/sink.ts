/**
 * The sink that rows go to: it counts OFFSET and LIMIT, and enforces the limits of what is kept.
 * @module
 */

/** Counts rows on their way out. */
export interface Sink {
  /** Hands rows over; false = no more are wanted. */
  take(rows: readonly string[]): Promise<boolean>;
  /** Rows and bytes of JSON handed over. */
  readonly rows: number;
  readonly bytes: number;
  /** Rows still to skip and to give (LIMIT, OFFSET). */
  readonly offsetLeft: number;
  readonly limitLeft: number | null;
  /** True: rows were left out because of the kept limits. */
  readonly cut: boolean;
}

/** What a sink lets through. */
export interface SinkLimits {
  readonly offset: number;
  readonly limit: number | null;
  readonly resultRowsMax: number;
  readonly resultBytesMax: number;
}

/** @param emit hands rows on; resolves when there is room for more */
export function openSink(limits: SinkLimits, emit: (rows: readonly string[]) => Promise<void>): Sink {
  let { offset: offsetLeft, limit: limitLeft } = limits;
  let rows = 0;
  let bytes = 0;
  let cut = false;

  async function take(given: readonly string[]): Promise<boolean> {
    const skipped = Math.min(offsetLeft, given.length);
    offsetLeft -= skipped;
    let end = limitLeft === null ? given.length : Math.min(given.length, skipped + limitLeft);
    for (let at = skipped; at < end; at++) {
      const size = byteLength(given[at] ?? "") + 1; // and a comma
      if (rows + 1 > limits.resultRowsMax || (bytes + size > limits.resultBytesMax && rows > 0)) {
        cut = true;
        end = at;
        break;
      }
      rows++;
      bytes += size;
    }
    const taken = given.slice(skipped, end);
    if (limitLeft !== null) limitLeft -= taken.length;
    if (taken.length > 0) await emit(taken);
    return !cut && limitLeft !== 0;
  }

  return {
    take,
    get rows() {
      return rows;
    },
    get bytes() {
      return bytes;
    },
    get offsetLeft() {
      return offsetLeft;
    },
    get limitLeft() {
      return limitLeft;
    },
    get cut() {
      return cut;
    },
  };
}

const encoder = new TextEncoder();
const scratch = new Uint8Array(64 * 1024);

/** Bytes of the text in UTF-8. */
function byteLength(text: string): number {
  if (text.length * 3 <= scratch.length) return encoder.encodeInto(text, scratch).written;
  return encoder.encode(text).length;
}

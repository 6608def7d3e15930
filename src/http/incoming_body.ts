/**
 * An incoming body is read when somebody wants it, within a time and a share of the memory; what nobody wants stays in the
 * connection.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { DynamoSqlError } from "../errors.ts";
import type { BodyMeter } from "./body_meter.ts";
import type { ConnectionLimits } from "./connection_limits.ts";

/** A body of this length is read to its end even where nobody wants it, so that the connection can go on, in bytes. */
const SHORT_BODY = 64 * 1024;

/** What a body is read under. */
export interface BodyRules {
  readonly limits: Pick<ConnectionLimits, "bodyMs" | "lingerMs">;
  readonly meter: BodyMeter;
  /** Called once, before the first byte is waited for. */
  readonly begin: () => void;
  /** Called where the connection ends before the body does, ahead of whoever reads it. */
  readonly broken: () => void;
}

/** The body of one request. */
export class IncomingBody {
  #incoming: IncomingMessage;
  #rules: BodyRules;
  #held = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLate = false;

  constructor(incoming: IncomingMessage, rules: BodyRules) {
    this.#incoming = incoming;
    this.#rules = rules;
  }

  /**
   * The bytes, as they are asked for. Fails with `request_timeout` where they do not come in time (RFC 9110 §15.5.9), with `unavailable` where all
   * requests together hold too much, and with the connection's error where it ends.
   */
  stream(): ReadableStream<Uint8Array> {
    let chunks: AsyncIterator<Uint8Array> | undefined;
    const late = Promise.withResolvers<never>();
    // Nobody may be waiting any more when it is late.
    late.promise.catch(() => {});
    return new ReadableStream({
      pull: async (controller) => {
        if (chunks === undefined) {
          this.#rules.begin();
          chunks = this.#incoming[Symbol.asyncIterator]();
          this.#timer = setTimeout(() => {
            this.#isLate = true;
            late.reject(tooSlow(this.#rules.limits.bodyMs));
          }, this.#rules.limits.bodyMs);
        }
        try {
          const { done, value } = await Promise.race([chunks.next(), late.promise]);
          if (done === true) {
            clearTimeout(this.#timer);
            return controller.close();
          }
          this.#hold(value.byteLength);
          controller.enqueue(value);
        } catch (error) {
          clearTimeout(this.#timer);
          if (!(error instanceof DynamoSqlError)) this.#rules.broken();
          controller.error(error);
        }
      },
    }, { highWaterMark: 0 });
  }

  #hold(bytes: number): void {
    if (!this.#rules.meter.take(bytes)) throw tooMuch();
    this.#held += bytes;
  }

  /** What was read is not in memory any more. */
  release(): void {
    clearTimeout(this.#timer);
    this.#rules.meter.give(this.#held);
    this.#held = 0;
  }

  /** True where more may come than anybody would want to wait for, behind what was read: it is long, or was late. */
  get mayBeLong(): boolean {
    const { complete, headers } = this.#incoming;
    if (this.#isLate) return !complete;
    return !complete && !(Number(headers["content-length"]) <= SHORT_BODY);
  }

  /** A short body that nobody wanted is thrown away as it comes, within the time of any body. */
  discardShort(): void {
    const incoming = this.#incoming;
    if (incoming.complete) return;
    const timer = setTimeout(() => incoming.socket.destroy(), this.#rules.limits.bodyMs);
    const over = () => clearTimeout(timer);
    incoming.once("end", over).once("close", over).resume();
  }

  /**
   * Cuts the connection in a moment, unread as it is. At once it may not be cut: who is sending would see a broken
   * connection and no answer.
   */
  cutSoon(): void {
    const { socket } = this.#incoming;
    const timer = setTimeout(() => socket.destroy(), this.#rules.limits.lingerMs);
    socket.once("close", () => clearTimeout(timer));
  }
}

function tooSlow(ms: number): DynamoSqlError {
  return new DynamoSqlError("request_timeout", `The request's body did not come within ${ms / 1000} s.`);
}

function tooMuch(): DynamoSqlError {
  return new DynamoSqlError("unavailable", "Too much is being sent to this server at once.", {
    retryAfter: 1,
  });
}

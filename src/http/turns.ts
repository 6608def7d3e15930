/**
 * Turns: the requests of a connection are answered one after the other, each when the one before has left.
 *
 * HTTP/1.1 lets a client send many requests without waiting for answers (RFC 9112 §9.3.2), and `node:http` hands over all
 * that a read brought at once: 800 bytes of `GET /` would be 20 pages, computed before anybody else is served and kept
 * until somebody reads them.
 * @module
 */
import type { Socket } from "node:net";

/** Requests that may wait behind one; no client of ours sends a second. More end the connection, as that section allows. */
const MOST_WAITING = 16;

/** Bytes that are parsed at once: 28 of the shortest heads to begin with, 400 where a body may be on its way. */
const SLICE = { first: 1_024, most: 16 * 1_024 };

/** The turn of one request. */
export interface Turn {
  /** Resolves when the requests before it are over. */
  readonly come: Promise<void>;
  /** Lets the next one begin. */
  end(): void;
}

/** The turns of all connections. */
export class Turns {
  #queues = new WeakMap<Socket, { count: number; last: Promise<void> }>();

  /** A turn on that connection; null where too many wait already, and the connection is cut. */
  take(socket: Socket): Turn | null {
    const queue = this.#queues.get(socket) ?? { count: 0, last: Promise.resolve() };
    this.#queues.set(socket, queue);
    if (queue.count > MOST_WAITING) {
      socket.destroy();
      return null;
    }
    const over = Promise.withResolvers<void>();
    const come = queue.last;
    queue.count++;
    queue.last = over.promise;
    return {
      come,
      end: () => {
        queue.count--;
        over.resolve();
      },
    };
  }

  /**
   * Gives what comes on a new connection to its parser in slices, and nothing any more once the connection is cut: it parses
   * what it has to the end, whatever becomes of the connection, and one read may bring 1,700 heads.
   */
  sliceReads(socket: Socket): void {
    // Where the parser takes the bytes from the system itself, nobody can come between; there is no public word for that.
    const parser: unknown = Reflect.get(socket, "parser");
    if (isConsumer(parser) && parser._consumed) {
      parser.unconsume();
      parser._consumed = false;
    }
    const [parse] = socket.listeners("data");
    if (parse === undefined) return;
    socket.removeAllListeners("data");
    socket.on("data", (bytes: Uint8Array) => {
      let size = SLICE.first;
      for (let at = 0; at < bytes.length && !socket.destroyed;) {
        parse.call(socket, bytes.subarray(at, at + size));
        at += size;
        const isBody = (this.#queues.get(socket)?.count ?? 0) <= 1;
        size = isBody ? Math.min(2 * size, SLICE.most) : SLICE.first;
      }
    });
  }
}

function isConsumer(parser: unknown): parser is { _consumed: boolean; unconsume(): void } {
  return typeof parser === "object" && parser !== null && "_consumed" in parser && "unconsume" in parser;
}

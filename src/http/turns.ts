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
}

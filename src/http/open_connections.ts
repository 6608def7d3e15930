/**
 * The connections that are open: a bound for all of them, and who makes room.
 *
 * Where a process has no file descriptor left, accepting fails, and `node:http` never accepts again: a thousand idle
 * connections would end a server for good (docs/decisions/0034-node-http.md).
 * @module
 */
import type { Socket } from "node:net";

/** Connections at most; an idle one takes 27 KiB. */
const MOST = 4_096;

/** The connections of one listener. */
export class OpenConnections {
  #most: number;
  #total = 0;
  /** Address → port → connection, the oldest first. */
  #open = new Map<string, Map<number, Socket>>();
  /** Those with a request under way, by {@linkcode keyOf}. */
  #busy = new Map<string, number>();

  /** At most `most` of them. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Counts a new one. Where that is one too many, out goes the oldest without a request under way, of the address that has
   * most; where there is none, the new one.
   */
  add(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    // It has ended already.
    if (remoteAddress === undefined || remotePort === undefined) return;
    const before = this.#open.get(remoteAddress)?.get(remotePort);
    if (before !== undefined) this.#remove(remoteAddress, remotePort, before);
    const mine = this.#open.get(remoteAddress) ?? new Map<number, Socket>();
    this.#open.set(remoteAddress, mine);
    mine.set(remotePort, socket);
    this.#total++;
    socket.once("close", () => this.#remove(remoteAddress, remotePort, socket));
    if (this.#total > this.#most) this.#makeRoom(socket);
  }

  #remove(address: string, port: number, socket: Socket): void {
    const those = this.#open.get(address);
    if (those?.get(port) !== socket) return;
    those.delete(port);
    if (those.size === 0) this.#open.delete(address);
    this.#total--;
  }

  #makeRoom(newest: Socket): void {
    let [address, most] = ["", new Map<number, Socket>()];
    for (const [each, those] of this.#open) if (those.size > most.size) [address, most] = [each, those];
    for (const [port, socket] of most) {
      if (this.#busy.has(keyOf(address, port))) continue;
      this.#remove(address, port, socket);
      return void socket.destroy();
    }
    newest.destroy();
  }

  /** A request on that connection is under way, until the returned function is called. */
  begin({ remoteAddress = "", remotePort = 0 }: Socket): () => void {
    const key = keyOf(remoteAddress, remotePort);
    this.#busy.set(key, (this.#busy.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#busy.get(key) ?? 1) - 1;
      if (left === 0) this.#busy.delete(key);
      else this.#busy.set(key, left);
    };
  }
}

const keyOf = (address: string, port: number) => `${address} ${port}`;

/** Connections that the system takes in before anybody accepts them: so many may come at once, above the bound. */
export const BACKLOG = 128;

/**
 * As many connections as this process may have: three quarters of its file descriptors, and enough left for those that it
 * needs itself and for a backlog. Where the system does not say how many it has, as many as there may be anywhere.
 */
export async function mostConnections(): Promise<number> {
  const said = await Deno.readTextFile("/proc/self/limits").catch(() => "");
  const descriptors = Number(/^Max open files\s+(\d+)/m.exec(said)?.[1] ?? Infinity);
  return Math.max(16, Math.min(MOST, Math.floor(descriptors * 0.75), descriptors - BACKLOG - 96));
}

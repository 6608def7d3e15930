/**
 * Counts failed authentications and refuses further tries for a while: per client id and network, and in all.
 * In memory, a replica for itself: secrets have 256 bits, so this spares the store rather than the secret.
 * @module
 */
import { boundedMap } from "../lib/lru_map.ts";
import type { Clock } from "../lib/clock.ts";
import { networkOf } from "./network_of.ts";

/** Where the limiter says stop. */
export interface AttemptLimits {
  /** Failures of one client id from one address in a window; default 20. */
  readonly perClient?: number;
  /** Failures of all together in a window, from when on addresses that have failed are refused; default 1,000. */
  readonly global?: number;
  /** Seconds of a window; default 60. */
  readonly windowSeconds?: number;
  /** Counters kept at most; default 10,000. The oldest is forgotten. */
  readonly tracked?: number;
}

/** Refuses tries after too many failures. */
export interface AttemptLimiter {
  /** Seconds to wait before the next try, or 0: try now. */
  wait(clientId: string, address: string): number;
  failed(clientId: string, address: string): void;
  /** Forgets the failures of that client from that address. */
  succeeded(clientId: string, address: string): void;
}

interface Window {
  count: number;
  readonly endsAt: number;
}

/** A limiter with empty counters. */
export function createAttemptLimiter(clock: Clock, limits: AttemptLimits = {}): AttemptLimiter {
  const { perClient = 20, global = 1000, windowSeconds = 60, tracked = 10_000 } = limits;
  const windows = boundedMap<string, Window>(tracked);

  function current(name: string): Window | undefined {
    const window = windows.get(name);
    return window !== undefined && window.endsAt > clock() ? window : undefined;
  }

  function count(name: string): void {
    const window = current(name);
    if (window !== undefined) window.count++;
    else windows.set(name, { count: 1, endsAt: clock() + windowSeconds * 1000 });
  }

  function secondsLeft(window: Window): number {
    return Math.max(1, Math.ceil((window.endsAt - clock()) / 1000));
  }

  return {
    wait(clientId, address) {
      // The address is part of the name: who knows a client id must not be able to lock its owner out.
      const own = current(pairName(clientId, address));
      if (own !== undefined && own.count >= perClient) return secondsLeft(own);
      const all = current("all");
      if (all !== undefined && all.count >= global && current(addressName(address)) !== undefined) {
        return secondsLeft(all);
      }
      return 0;
    },
    failed(clientId, address) {
      count(pairName(clientId, address));
      count(addressName(address));
      count("all");
    },
    succeeded(clientId, address) {
      windows.delete(pairName(clientId, address));
    },
  };
}

function pairName(clientId: string, address: string): string {
  return JSON.stringify([clientId.slice(0, 100), networkOf(address)]);
}

function addressName(address: string): string {
  return JSON.stringify([networkOf(address)]);
}

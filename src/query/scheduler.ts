/**
 * The scheduler chooses the engine process for a query.
 * @module
 */

/** An engine process as the scheduler sees it. */
export interface WorkerPlace {
  /** Queries it works on. */
  readonly load: number;
  /** It runs one suspect alone. */
  readonly exclusive: boolean;
  /** It is about to end. */
  readonly retiring: boolean;
}

/** A query that waits for a process. */
export interface WaitingQuery {
  /** It runs alone. */
  readonly rerun: boolean;
  /** Whose it is. */
  readonly task: { readonly owner: string };
}

/**
 * The order in which waiting queries get their places: round robin, owner by owner, so that one who sends much waits for
 * its own queries and nobody else does. Of one owner's, suspects come first: they have waited already.
 * @param servedAt when an owner last got a place, in any counting that grows; absent = never
 * @example
 * ```ts
 * const [a1, a2, b1] = ["a", "a", "b"].map((owner, at) => ({ at, rerun: false, task: { owner } }));
 * const order = roundRobin([a1, a2, b1].filter((each) => each !== undefined), () => undefined);
 * assert.deepEqual(order.map(({ at }) => at), [0, 2, 1]);
 * ```
 */
export function roundRobin<Q extends WaitingQuery>(
  queue: readonly Q[],
  servedAt: (owner: string) => number | undefined,
): Q[] {
  const turns = new Map<string, number>();
  return [...queue.filter(({ rerun }) => rerun), ...queue.filter(({ rerun }) => !rerun)]
    .map((query) => {
      const { owner } = query.task;
      const turn = turns.get(owner) ?? 0;
      turns.set(owner, turn + 1);
      return { query, turn, served: servedAt(owner) ?? -1 };
    })
    .sort((one, other) => one.turn - other.turn || one.served - other.served)
    .map(({ query }) => query);
}

/** A query to be given to a process, and under which bounds. */
export interface SchedulingRequest {
  /** The query was in a process that died and must run alone, so that a second death names the guilty. */
  readonly alone: boolean;
  /** Some query waits to run alone whose turn is before this one's. */
  readonly aloneWaiting: boolean;
  readonly enginesMax: number;
}

/**
 * The place for one query: one of `places`, a new process, or none yet. Ordinary queries spread to new processes
 * while there may be more, then go to the least loaded. Suspects never take all processes where there are several.
 */
export function choosePlace<P extends WorkerPlace>(
  places: readonly P[],
  { alone, aloneWaiting, enginesMax }: SchedulingRequest,
): P | "new" | "wait" {
  const exclusive = places.filter((place) => place.exclusive).length;
  const roomForMore = places.length < enginesMax;
  const byLoad = places
    .filter((place) => !place.exclusive && !place.retiring)
    .sort((one, other) => one.load - other.load);
  const [least] = byLoad;

  if (alone) {
    if (exclusive >= Math.max(1, enginesMax - 1)) return "wait";
    if (least?.load === 0) return least;
    return roomForMore ? "new" : "wait";
  }
  // With every process busy, a waiting suspect gets the least loaded one as soon as that is empty.
  const reserved = aloneWaiting && exclusive === 0 && !roomForMore ? least : undefined;
  const candidate = byLoad.find((place) => place !== reserved);
  if (roomForMore && (candidate === undefined || candidate.load > 0)) return "new";
  return candidate ?? "wait";
}

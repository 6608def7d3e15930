/**
 * Group commit: changes of different records that arrive while a commit is under way go into the next one together. On a
 * durable store a commit costs the same for one record as for twenty, and a server that refreshes for many people at once
 * would otherwise spend most of its time waiting for the disk. Each caller still waits until its own change is durable.
 * @module
 */
import type { Mutation, Store } from "./store.ts";

/** A change of one record that rests on the version of it that was read. */
export interface RecordChange {
  readonly mutation: Mutation;
  readonly version: string;
}

/** Changes of a group at most: a commit takes 25 keys. */
const GROUP = 24;

interface WaitingChange extends RecordChange {
  readonly name: string;
  readonly done: (committed: boolean | Promise<boolean>) => void;
}

/** A function that commits one change: true = committed, false = the record has another version by now. */
export function groupCommit(store: Store): (change: RecordChange) => Promise<boolean> {
  const waiting: WaitingChange[] = [];
  let running = false;

  const commit = (changes: readonly RecordChange[]) =>
    store.commit(
      changes.map(({ mutation, version }) => ({ key: mutation.key, version })),
      changes.map(({ mutation }) => mutation),
    );

  /** The next group: no record twice, since the second change of it rests on a version that is gone then. */
  function next(): WaitingChange[] {
    const names = new Set<string>();
    const group: WaitingChange[] = [];
    const rest: WaitingChange[] = [];
    for (const one of waiting.splice(0)) {
      if (group.length < GROUP && !names.has(one.name)) {
        names.add(one.name);
        group.push(one);
      } else rest.push(one);
    }
    waiting.push(...rest);
    return group;
  }

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const group = next();
      try {
        if (await commit(group)) { for (const { done } of group) done(true); }
        else if (group.length === 1) group[0]?.done(false);
        // One of them is late, and must not take the others with it: each for itself.
        else await Promise.allSettled(group.map((one) => settle(one)));
      } catch (error) {
        for (const { done } of group) done(Promise.reject(error));
      }
    }
    running = false;
  }

  function settle(one: WaitingChange): Promise<boolean> {
    const committed = commit([one]);
    one.done(committed);
    return committed;
  }

  return (change) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiting.push({ ...change, name: JSON.stringify(change.mutation.key), done: resolve });
    if (!running) void run();
    return promise;
  };
}

const groups = new WeakMap<Store, ReturnType<typeof groupCommit>>();

/** The group commit of a store: one for all who use it in this process. */
export function groupCommitOf(store: Store): ReturnType<typeof groupCommit> {
  const known = groups.get(store);
  if (known !== undefined) return known;
  const made = groupCommit(store);
  groups.set(store, made);
  return made;
}

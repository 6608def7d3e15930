/**
 * Operations under way on an engine, also those that nobody waits for any more.
 * @module
 */

/** Counts operations until they are over. */
export interface Pending {
  /** The operation, counted until it is over. */
  add<T>(operation: Promise<T>): Promise<T>;
  /** Resolves when all are over that are under way now. Never rejects. */
  settled(): Promise<void>;
}

/** Counts from nothing. */
export function createPending(): Pending {
  const operations = new Set<Promise<unknown>>();
  return {
    add(operation) {
      operations.add(operation);
      const over = () => void operations.delete(operation);
      operation.then(over, over);
      return operation;
    },
    async settled() {
      await Promise.allSettled(operations);
    },
  };
}

/**
 * Queries and the fewest read units that DynamoDB can answer them with, worked out by hand from the sizes in
 * tables.ts (items are filled up to a round size, names included). What nobody can know before reading counts as unknown:
 * that two keys are neighbours, or how many items a filter leaves.
 *
 * A block is 4,096 bytes. Read eventually consistent, a block costs half a unit, consistent one. GetItem and each
 * item of a BatchGetItem round up by themselves (a key without an item costs one block); Query and Scan add up what
 * they read and round up once a request. Filters save nothing.
 *
 * DynamoDB Local is not AWS, and a case that meets one of these says what AWS would take (`aws`):
 * - an empty Query or Scan costs nothing there, half a unit on AWS;
 * - a Scan of an index costs what the whole items would, not what the index holds of them (a Query is right);
 * - a Query of a local index with a projection fetches every item from the table, even if the index has it all.
 */
import type { Job } from "../../src/engine/messages/job.ts";

/** One query of the suite. */
export interface CostCase extends Partial<Job> {
  readonly sql: string;
  /** Read units that it must consume, exactly. */
  readonly units: number;
  readonly rows: number;
  /** What AWS would take, where DynamoDB Local counts otherwise. */
  readonly aws?: number;
  /** The optimum, where it is not reached; the comment says why. */
  readonly optimum?: number;
}

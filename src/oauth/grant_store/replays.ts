/**
 * A replay is a refresh with the token before, whose successor nobody has used: an answer was lost, or a thief is in step
 * with the owner. Replays are bounded (docs/reference/oauth.md#replays), so that such a thief is noticed.
 * @module
 */
import type { GrantRecord, TokenFamily } from "./grant_record.ts";

/** Milliseconds after a rotation in which the token before may come again. */
export const REPLAY_WITHIN_MS = 10 * 60_000;

/** Replays of one token. */
export const REPLAYS_OF_TOKEN = 2;

/** Replays in a family in any 24 hours. */
export const REPLAYS_OF_DAY = 5;

const DAY_MS = 24 * 3_600_000;

/** Times of the family's replays that count at `now`: those of the 24 hours before it. Milliseconds since the epoch. */
export function replaysOfDay({ replayedAt = [] }: TokenFamily, now: number): number[] {
  return replayedAt.filter((at) => now - at < DAY_MS);
}

/**
 * The family once the token before was replayed at `now`; null where that is one replay beyond the bounds.
 * @param lastUsedAt when the family was last rotated, in milliseconds since the epoch; a replay leaves it as it is
 */
export function afterReplay(
  family: TokenFamily,
  { lastUsedAt, createdAt }: Pick<GrantRecord, "lastUsedAt" | "createdAt">,
  now: number,
): TokenFamily | null {
  const { replays = 0 } = family;
  const ofDay = replaysOfDay(family, now);
  const late = now - (lastUsedAt ?? createdAt) >= REPLAY_WITHIN_MS;
  if (late || replays >= REPLAYS_OF_TOKEN || ofDay.length >= REPLAYS_OF_DAY) return null;
  return { ...family, replays: replays + 1, replayedAt: [...ofDay, now] };
}

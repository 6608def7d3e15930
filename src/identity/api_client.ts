/**
 * An API client: what is stored, and what others may see of it.
 * @module
 */
import { z } from "zod";
import type { Key } from "../store/store.ts";
import { storedSecretSchema } from "./client_secret.ts";
import { type ScopeName, SCOPES } from "./scopes.ts";
import { defined } from "../lib/defined.ts";

/** The record in the store. Times in milliseconds since the epoch. */
export const apiClientSchema = z.object({
  clientId: z.string(),
  tenantId: z.string(),
  label: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  secrets: z.array(storedSecretSchema),
  disabled: z.boolean(),
  createdAt: z.number(),
});

/** The record in the store. */
export type ApiClientRecord = z.infer<typeof apiClientSchema>;

/** An API client as callers see it: without its secrets. Times in milliseconds since the epoch. */
export interface ApiClient {
  readonly clientId: string;
  readonly tenantId: string;
  readonly label: string;
  readonly scopes: readonly ScopeName[];
  readonly disabled: boolean;
  readonly createdAt: number;
  /** The newest secret's age. */
  readonly secretCreatedAt: number;
  /** Until when an older secret is valid too; absent if only the newest is. */
  readonly overlapEndsAt?: number;
  /** Kept to the minute, best effort; absent = never used. */
  readonly lastUsedAt?: number;
}

/** The visible part of a record. */
export function publicClient(
  record: ApiClientRecord,
  lastUsedAt: number | undefined,
  now: number,
): ApiClient {
  const { secrets, ...visible } = record;
  const overlap = Math.max(...secrets.map((secret) => secret.expiresAt ?? 0));
  return {
    ...visible,
    secretCreatedAt: Math.max(...secrets.map((secret) => secret.createdAt)),
    ...defined({ overlapEndsAt: overlap > now ? overlap : undefined, lastUsedAt }),
  };
}

/** Where a client's record lies: found by id alone, as `/token` needs it. */
export function clientKey(clientId: string): Key {
  return ["api_client", clientId];
}

/** Where a tenant's clients are listed. */
export function tenantClientsKey(tenantId: string): Key {
  return ["api_client_of", tenantId];
}

/** Where the time of the last use lies: apart, so that using a client never collides with changing it. */
export function clientUseKey(clientId: string): Key {
  return ["api_client_use", clientId];
}

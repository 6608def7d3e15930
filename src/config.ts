/**
 * Every setting, once: name, default, bounds. Flags beat `DYNAMOSQL_*` variables beat the config file.
 * @module
 */
import { z } from "zod";

const MiB = 2 ** 20;
const GiB = 2 ** 30;
const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** The limits of SPEC section 11. Bytes, seconds and counts as the names say. */
export const limitsSchema = z.object({
  page_rows: count(100),
  page_rows_max: count(1000),
  page_bytes: count(128 * 1024),
  kept_rows: count(50_000),
  kept_bytes: count(64 * MiB),
  kept_seconds: count(600),
  kept_total_bytes: count(256 * MiB),
  max_read_units: count(5_000),
  principal_day_read_units: count(200_000),
  tenant_day_read_units: count(1_000_000),
  max_items: count(5_000_000),
  max_read_bytes: count(2 * GiB),
  query_seconds: count(30),
  sql_bytes: count(64 * 1024),
  concurrent_queries: count(8),
  concurrent_queries_tenant: count(6),
  concurrent_queries_principal: count(3),
  scan_segments_max: z.coerce.number().int().min(1).max(64).default(8),
  metadata_seconds: count(900),
  sample_items: count(1_000),
  engines: z.coerce.number().int().min(1).max(64).default(Math.min(4, navigator.hardwareConcurrency)),
  engine_memory: count(GiB),
  temp_bytes: count(4 * GiB),
  body_bytes: count(MiB),
  signin_tries: count(10),
});

/** Limits, all present. */
export type Limits = z.infer<typeof limitsSchema>;

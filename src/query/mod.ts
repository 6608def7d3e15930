/**
 * The one door to SQL.
 * @module
 */
export { type QueryRecord } from "./audit.ts";
export { createQueryService, type QueryServiceOptions, type RunningQueryService } from "./query_service.ts";
export type * from "./service.ts";

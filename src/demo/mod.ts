/**
 * The demo: an emulator with data, one schema, one API client.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
export { type DemoAccess, demoLines, demoNotice } from "./notice.ts";
export { type Emulator, startEmulator } from "./emulator.ts";

/** Region of the emulator: any will do. */
export const DEMO_REGION = "eu-central-1";

/** Refuses a demo that others could reach: its data is invented, but its queries cost this machine's time. */
export function requireLoopback(loopback: boolean): void {
  if (loopback) return;
  throw new DynamoSqlError(
    "config_invalid",
    "--demo listens on loopback only. Leave out --host, or name 127.0.0.1.",
  );
}

/**
 * The HTTP layer's reports in the product's log.
 * @module
 */
import type { Logger } from "../telemetry/log.ts";
import type { HttpLog } from "./env.ts";

/** Probes come every few seconds for ever: worth a line only to someone who debugs them. */
const QUIET_PATHS = new Set(["/healthz", "/readyz", "/metrics"]);

/** Access lines at `info` (5xx at `warn`, probes and callers that went away at `debug`), unexpected failures at `error` with their cause. */
export function httpLog(logger: Logger): HttpLog {
  return {
    access: (record) => {
      const quiet = QUIET_PATHS.has(record.path) || record.gone === true;
      const level = record.status >= 500 ? "warn" : quiet ? "debug" : "info";
      logger[level]("request", { ...record });
    },
    untrustedProxy: (address) =>
      logger.warn(
        "A proxy forwards requests, and no setting trusts it: all its callers count as one. Set trust_proxy.",
        {
          proxy_address: address,
        },
      ),
    failure: (requestId, error) => logger.error("request failed", { request_id: requestId, error }),
  };
}

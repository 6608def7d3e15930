/**
 * Foreign forms of dates as SQLite makes and moves them.
 *
 * `datetime('now', '-7 days')` → `CAST(now() AS TIMESTAMP) + to_days(-7)`
 * @module
 */
import type { ForeignForm } from "../form.ts";

const T = "CAST(t AS TIMESTAMP)";
const NOW = "CAST(now() AS TIMESTAMP)";

/** The forms. `date(a, b)` is `date_of(a, b)` in the text, for the parser takes it for a cast. */
export const SQLITE_DATE_FORMS: readonly ForeignForm[] = [
  {
    call: "date_of('now')",
    write: "current_date",
    of: "SQLite",
    example: ["date('now') = current_date", true],
  },
  {
    call: "date_of('now', modifier)",
    write: `CAST(${NOW} + {modifier} AS DATE)`,
    of: "SQLite",
    example: ["date('now', '-1 day') < current_date", true],
  },
  {
    call: "date_of('now', start)",
    write: "CAST(date_trunc('{start}', current_date) AS DATE)",
    of: "SQLite",
    example: ["day(date('now', 'start of month'))", 1],
  },
  {
    call: "date_of(t, modifier)",
    write: `CAST(${T} + {modifier} AS DATE)`,
    of: "SQLite",
    example: ["date('2026-01-05', '+7 days')", "2026-01-12"],
  },
  {
    call: "date_of(t, start)",
    write: `CAST(date_trunc('{start}', ${T}) AS DATE)`,
    of: "SQLite",
    example: ["date('2026-02-05', 'start of year')", "2026-01-01"],
  },
  { call: "datetime('now')", write: NOW, of: "SQLite", example: ["datetime('now') > '2026-01-01'", true] },
  {
    call: "datetime('now', modifier)",
    write: `${NOW} + {modifier}`,
    of: "SQLite",
    example: ["datetime('now', '-1 hour') < datetime('now')", true],
  },
  {
    call: "datetime(t)",
    write: T,
    of: "SQLite, BigQuery",
    example: ["datetime('2026-01-05 07:08:09')", "2026-01-05T07:08:09"],
  },
  {
    call: "datetime(t, modifier)",
    write: `${T} + {modifier}`,
    of: "SQLite",
    example: ["datetime('2026-01-05', '-90 minutes')", "2026-01-04T22:30:00"],
  },
  {
    call: "datetime(t, start)",
    write: `date_trunc('{start}', ${T})`,
    of: "SQLite",
    example: ["datetime('2026-01-05 07:00:00', 'start of day')", "2026-01-05T00:00:00"],
  },
  {
    call: "strftime(f, 'now')",
    write: "strftime(now(), f)",
    of: "SQLite",
    example: ["strftime('%Y', 'now') >= '2026'", true],
  },
  {
    call: "strftime('%s', t)",
    write: `CAST(CAST(floor(epoch(${T})) AS BIGINT) AS VARCHAR)`,
    of: "SQLite",
    example: ["strftime('%s', '1970-01-02')", "86400"],
  },
  {
    call: "julianday('now')",
    write: `epoch(${NOW}) / 86400 + 2440587.5`,
    of: "SQLite",
    example: ["julianday('now') > 2461000", true],
  },
  {
    call: "julianday(t)",
    write: `epoch(${T}) / 86400 + 2440587.5`,
    of: "SQLite",
    example: ["julianday('2000-01-01 12:00:00')", 2451545],
  },
  {
    call: "unixepoch()",
    write: "CAST(floor(epoch(now())) AS BIGINT)",
    of: "SQLite",
    example: ["unixepoch() > 1700000000", true],
  },
  {
    call: "unixepoch(t)",
    write: `CAST(floor(epoch(${T})) AS BIGINT)`,
    of: "SQLite",
    example: ["unixepoch('1970-01-02')", 86400],
  },
];

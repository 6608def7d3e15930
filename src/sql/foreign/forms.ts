/**
 * All foreign forms, of all families; those of constants come before those that take anything in their place.
 *
 * `date('now')` → before `date(y, m, d)`; `adddate(t, 31)` → before `adddate(t, INTERVAL 1 DAY)`
 * @module
 */
import type { ForeignForm } from "./form.ts";
import { AGGREGATE_FORMS } from "./table/aggregates.ts";
import { BIGQUERY_DATE_FORMS } from "./table/bigquery_dates.ts";
import { DATE_FORMS } from "./table/dates.ts";
import { INSTANT_FORMS } from "./table/instants.ts";
import { JSON_FORMS } from "./table/json.ts";
import { LIST_FORMS } from "./table/lists.ts";
import { NUMBER_FORMS } from "./table/numbers.ts";
import { SQLITE_DATE_FORMS } from "./table/sqlite_dates.ts";
import { STRING_FORMS } from "./table/strings.ts";
import { VALUE_FORMS } from "./table/values.ts";

/** Forms of one meaning. */
export const FOREIGN_FORMS: readonly ForeignForm[] = [
  ...[...VALUE_FORMS, ...STRING_FORMS, ...NUMBER_FORMS, ...AGGREGATE_FORMS, ...JSON_FORMS, ...LIST_FORMS],
  ...[...SQLITE_DATE_FORMS, ...BIGQUERY_DATE_FORMS, ...INSTANT_FORMS, ...DATE_FORMS],
];

export { UNSURE_FORMS } from "./table/unsure.ts";

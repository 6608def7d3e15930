/**
 * The allow-list and prefix of a schema say which of an account's tables it shows, and under which names.
 * @module
 */
import type { SchemaRecord } from "./catalog.ts";

/** What decides that. */
export type Rules = Pick<SchemaRecord, "tableAllowlist" | "tablePrefix">;

/** The physical names that the schema lists one by one; null = it takes whatever there is. */
export function listedNames({ tableAllowlist }: Rules): readonly string[] | null {
  return tableAllowlist === undefined || tableAllowlist.includes("*") ? null : tableAllowlist;
}

/** The name in SQL of a physical table; null where the schema does not show it. */
export function visibleName(physicalName: string, rules: Rules): string | null {
  const { tablePrefix = "" } = rules;
  const listed = listedNames(rules);
  if (listed !== null && !listed.includes(physicalName)) return null;
  if (!physicalName.startsWith(tablePrefix) || physicalName.length === tablePrefix.length) return null;
  return physicalName.slice(tablePrefix.length);
}

/** The physical name that a name in SQL would have; null where no visible table can have it. */
export function physicalName(name: string, rules: Rules): string | null {
  const physical = (rules.tablePrefix ?? "") + name;
  // Developer Guide, "Naming rules".
  return /^[\w.-]{3,255}$/.test(physical) && visibleName(physical, rules) === name ? physical : null;
}

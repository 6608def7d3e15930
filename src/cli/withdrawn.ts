/**
 * The words for a withdrawn declaration, where a command reads tables.
 * @module
 */
import type { Withdrawn } from "../catalog/mod.ts";
import { quoteName } from "../catalog/names.ts";
import { visible } from "./visible.ts";

/** One line for standard error. */
export function withdrawnText({ schemaName, table, index, attribute }: Withdrawn): string {
  const names = [schemaName, table, index, attribute].map((name) => visible(quoteName(name)));
  return `${names[0]}.${names[1]}: index ${names[2]} is not complete, as an item lacks ${
    names[3]
  }; the declaration is ` +
    "withdrawn.";
}

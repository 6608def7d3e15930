/**
 * Adds quoted keys that no map was seen to have, where they are no places of a column: behind UNNEST and in lambdas.
 * The column that the map comes from gets the key, without a value, until a value is met while reading.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { DynamoSqlError } from "../../errors.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import type { Statement } from "../../sql/parse.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";
import { createViews } from "../load/views.ts";

const NO_KEY = /^Could not find key "([^"]+)" in struct(?:\n\nCandidate Entries: (.*))?$/s;

/** Adds the key that a binder's error misses to the maps in question. False: none of them can have it. */
export async function addRareKey(
  session: Session,
  { text }: Statement,
  loads: readonly Load[],
  { detail }: DynamoSqlError,
): Promise<boolean> {
  const [, key, near = ""] = NO_KEY.exec(readDuckDbError(detail.cause)?.message ?? "") ?? [];
  if (key === undefined || !isQuoted(key, text)) return false;
  const others = [...near.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name);
  let added = false;
  for (const load of loads) {
    let own = false;
    for (const column of load.table.columns) {
      if (load.table.isHeld?.(column) === false) continue;
      const type = withKey(column.type, key, others);
      if (type === column.type) continue;
      await load.table.retype(column, type);
      own = true;
    }
    if (own) await createViews(session, load);
    added ||= own;
  }
  return added;
}

function isQuoted(key: string, text: string): boolean {
  const written = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`\\.\\s*"${written}"`, "i").test(text);
}

/** The type with the key in every STRUCT that has these others and not the key. */
function withKey(type: SqlType, key: string, others: readonly string[]): SqlType {
  switch (type.kind) {
    case "LIST": {
      const element = withKey(type.element, key, others);
      return element === type.element ? type : { kind: "LIST", element };
    }
    case "MAP": {
      const value = withKey(type.value, key, others);
      return value === type.value ? type : { ...type, value };
    }
    case "STRUCT": {
      const names = new Set(type.fields.map(({ name }) => foldName(name)));
      const lacks = !names.has(foldName(key)) && others.every((name) => names.has(foldName(name)));
      const inside = type.fields.map((field) => {
        const changed = withKey(field.type, key, others);
        return changed === field.type ? field : { name: field.name, type: changed };
      });
      if (!lacks && inside.every((field, at) => field === type.fields[at])) return type;
      const fresh = lacks ? [{ name: key, type: { kind: "UNSEEN" } as const }] : [];
      return {
        kind: "STRUCT",
        fields: [...inside, ...fresh].sort((one, other) => one.name < other.name ? -1 : 1),
      };
    }
    default:
      return type;
  }
}

/**
 * Refuses `JOIN … USING` of texts and exact numbers: DuckDB would round the texts to the type of the numbers. With ON,
 * they are compared as the numbers that they say, see {@linkcode metTexts}.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Dialect } from "../dialect.ts";
import { isJson, type PlanJson } from "../text_dates/unread.ts";
import { type Node, str, strs, walk } from "../tree.ts";
import { type BoundType, digitsOf, readType, shownType } from "./bound_type.ts";
import { hasDerived, type World } from "./rewrite.ts";

/** Whether a statement may join so, as far as its names tell. */
function mayJoin(query: Node, { kindsOf }: World): boolean {
  let found = false;
  let isKnown = kindsOf !== undefined;
  const names: string[] = [];
  walk(query, (of) => {
    if (str(of, "type") !== "JOIN") return;
    isKnown &&= str(of, "ref_type") !== "NATURAL";
    found ||= str(of, "ref_type") === "NATURAL";
    names.push(...strs(of, "using_columns"));
  });
  if (names.length === 0 || !isKnown || hasDerived(query)) return found || names.length > 0;
  return names.some((name) => {
    const kinds = kindsOf?.(name) ?? new Set();
    return kinds.size === 0 || (kinds.has("VARCHAR") && (kinds.has("BIGINT") || kinds.has("DECIMAL")));
  });
}

/**
 * @param names of columns, as the caller has them
 * @throws DynamoSqlError where a statement has such a join
 */
export async function refuseRoundedUsing(
  tree: Node,
  sql: string,
  dialect: Dialect,
  world: World,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  if (!mayJoin(tree, world)) return;
  const plan = await dialect.plan(sql);
  const found = plan.startsWith('{"error":false')
    ? roundedIn(JSON.parse(plan), new TextEncoder().encode(sql))
    : null;
  if (found === null) return;
  const name = names.get(found.name) ?? found.name;
  throw new DynamoSqlError(
    "type_mismatch",
    `USING or NATURAL would round texts of ${name} to ${
      shownType(found.type)
    }: write ON a.${name} = b.${name}, with the ` +
      "tables' own names, which compares the numbers that the texts say.",
  );
}

interface Rounded {
  readonly name: string;
  readonly type: BoundType;
}

/** The first condition of a join with such a cast that the statement does not write. */
function roundedIn(plan: unknown, sql: Uint8Array): Rounded | null {
  if (Array.isArray(plan)) return first(plan, (each) => roundedIn(each, sql));
  if (!isJson(plan)) return null;
  return first(Object.entries(plan), ([name, each]) => {
    const own = name !== "conditions" || !Array.isArray(each) ? null : first(
      each.flatMap((condition) => isJson(condition) ? Object.values(condition) : []),
      (side) => isJson(side) ? roundedAt(side, sql) : null,
    );
    return own ?? roundedIn(each, sql);
  });
}

function roundedAt(of: PlanJson, sql: Uint8Array): Rounded | null {
  const child = of["child"];
  if (of["expression_class"] !== "BOUND_CAST" || !isJson(child)) return null;
  const at = of["query_location"];
  const written = typeof at === "number" && Number.isSafeInteger(at)
    ? new TextDecoder().decode(sql.subarray(at, at + 9))
    : "";
  if (/^(CAST|TRY_CAST)\(|^::/.test(written)) return null;
  const [from, to] = [readType(child["return_type"]), readType(of["return_type"])];
  const name = child["alias"];
  return from?.id !== "VARCHAR" || to === null || digitsOf(to) === null
    ? null
    : { name: typeof name === "string" ? name : "", type: to };
}

function first<T, R>(all: readonly T[], find: (each: T) => R | null): R | null {
  for (const each of all) {
    const found = find(each);
    if (found !== null) return found;
  }
  return null;
}

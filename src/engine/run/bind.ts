/**
 * Binds the rewritten statement against the loaded tables, and puts DuckDB's errors in the caller's terms.
 * @module
 */
import { bindDates, type BoundDates, type DateCast } from "../../sql/text_dates/dates.ts";
import { DynamoSqlError } from "../../errors.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import { fromBoundDuckDb, placeIn } from "../../sql/errors.ts";
import { READ_AS_NULL } from "../../sql/run_errors.ts";
import { originsIn } from "../../sql/text_dates/origin.ts";
import { refuseUnread } from "../../sql/text_dates/unread.ts";
import { reread, traceBack } from "../../sql/text_dates/bound_tree.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { boundsByType, rowBounds } from "../../sql/mend/row_bounds.ts";
import { mendRowMembers } from "../../sql/mend/row_members.ts";
import type { Statement } from "../../sql/parse.ts";
import { printSql } from "../../sql/print.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Node } from "../../sql/tree.ts";
import { isCallMismatch, repairCalls } from "../../sql/typed/call_arguments.ts";
import { type Divided, dividedIn } from "../../sql/typed/divided.ts";
import { type JsonRead, jsonReadsIn } from "../../sql/typed/json_reads.ts";
import type { World } from "../../sql/typed/rewrite.ts";
import { shapesIn } from "../../sql/typed/map_text.ts";
import { metInDoubles } from "../../sql/typed/met_in_doubles.ts";
import { makesMaps, rewriteMaps } from "../../sql/typed/maps.ts";
import { ownFields } from "../../sql/typed/own_fields.ts";
import { refuseRoundedUsing } from "../../sql/typed/rounded_using.ts";
import { refuseSpelled } from "../../sql/typed/spelled.ts";
import { rewriteBy, rewriteTyped } from "../../sql/typed/typed.ts";
import type { KindsOf } from "../../sql/typed/unlike.ts";
import { withoutVolatileAlias } from "../../sql/typed/volatile_aliases.ts";
import { nextWidening, type Widening } from "../../sql/typed/widening.ts";
import { adviceFor } from "./advice.ts";
import { withMetNames } from "../load/growth.ts";
import type { Session } from "../duckdb/session.ts";
import { orderedByText } from "./by_text.ts";
import { dateForms } from "./date_forms.ts";
import { factsIn } from "./facts.ts";
import { withJsonKeys } from "./json_keys.ts";
import type { Looked } from "./looked.ts";
import { callersNames } from "./names.ts";
import { notJson } from "./not_json.ts";
import { elementKind, kindsIn, withMetNumbers } from "./met_numbers.ts";
import { refuseJsonUsing } from "./using_json.ts";
import { starsOf } from "./star_columns.ts";
import { describeStatement, type RunStatement, WRAP } from "./statement.ts";

/** A bound statement. */
export interface BoundStatement {
  readonly statement: RunStatement;
  /** Texts that are read as dates. */
  readonly casts: readonly DateCast[];
  /** JSON values that are read as numbers or truth values. */
  readonly reads: readonly JsonRead[];
  /** The columns that are calculated with in doubles, or meet them; found only when asked for. */
  divided(): Promise<readonly Divided[]>;
  /** What the caller should know about how it is calculated. */
  readonly warnings: readonly string[];
  /** How far its arithmetic is widened. */
  readonly widening: Widening;
  /** An error of running it, in the caller's terms. */
  explain(error: unknown): Promise<unknown>;
  /** The statement with wider arithmetic, if the error says that a number did not fit; else null. */
  wider(error: unknown): Promise<BoundStatement | null>;
}

/**
 * Binds a statement: nothing is read for it, the tables need only exist.
 * @param written the caller's statement
 * @param loads what is loaded for it, in the types of now
 * @param told the statement that advice on an error of binding is about; null = an error is told without advice
 * @throws DynamoSqlError what does not bind, in the caller's terms
 */
export async function bindStatement(
  session: Session,
  resolved: Resolved,
  written: Statement,
  loads: readonly Looked[],
  widening: Widening = "none",
  told: Resolved | null = resolved,
): Promise<BoundStatement> {
  const kindsOf = kindsIn(loads, resolved.rewritten);
  const elementsOf: KindsOf = (name) => kindsIn(loads, resolved.rewritten, elementKind)(name);
  const world = { ...worldOf(loads), kindsOf, elementsOf };
  if (world.json) refuseJsonUsing(resolved.rewritten, resolved.relations);
  const forms = dateForms(resolved.relations, loads);
  const facts = factsIn(resolved, loads);
  const keyed = world.json
    ? await withJsonKeys(resolved.rewritten, written, loads, forms, session)
    : { tree: resolved.rewritten, warnings: [] };
  const met = withMetNumbers(keyed.tree, kindsOf, facts);
  const members = await mendRowMembers(rowBounds(met), session, (place) => placeIn(written, place));
  const outputNames = withMetNames(resolved.outputNames, loads);
  const names = callersNames({ ...resolved, outputNames });
  const dates = await bindDates(members, session, forms, world, names);
  const fields = resolved.innerFields === true && outputNames.size > 0 ? outputNames : null;
  const named = fields === null
    ? dates.tree
    : (await rewriteBy([ownFields(fields)], dates.tree, session, world)).tree;
  const { shapes, maps } = mapsOf(loads);
  const mayHold = shapes.length > 0 || maps || (world.json && makesMaps(named));
  const tree = mayHold ? await rewriteMaps(named, session, world, shapes) : named;
  const rewritten = await rewriteTyped(
    tree,
    session,
    tree === dates.tree ? world : { ...world, json: true },
    widening,
  );
  const typed = { ...rewritten, tree: await boundsByType(rewritten.tree, session, world) };
  const text = typed.tree === dates.tree ? dates : await printed(typed.tree, session);
  const bound = async ({ sql, locate }: Text, tree = typed.tree): Promise<BoundStatement> => {
    const statement = await describeStatement(session, sql, outputNames, starsOf(loads), fields);
    await refuseUnread(sql, session, names, async (at) => {
      const place = await locate(at);
      return place === null ? undefined : placeIn(written, place);
    });
    await refuseSpelled(tree, sql, session, world, names);
    await refuseRoundedUsing(tree, sql, session, world, names);
    return {
      statement,
      casts: dates.casts,
      reads: world.json ? jsonReadsIn(tree, originsIn(tree, forms)) : [],
      divided: async () => [
        ...dividedIn(resolved.rewritten, originsIn(resolved.rewritten, forms)),
        ...await metInDoubles(dates.tree, originsIn(dates.tree, forms), session),
      ],
      warnings: [...keyed.warnings, ...typed.warnings, ...orderedByText(resolved, loads, dates)],
      widening,
      async explain(error) {
        const plain = await fromBoundDuckDb(error, written, { locate: (at) => locate(at - WRAP.length) }, {
          names,
        });
        if (plain.message.startsWith(NO_JSON)) {
          const told = await notJson(resolved, loads, session);
          const where = { ...plain.detail };
          if (told !== null) return new DynamoSqlError("type_mismatch", `${NO_JSON} ${told}.`, where);
        }
        return await advised(plain, error, (at) => locate(at - WRAP.length));
      },
      wider,
    };
  };
  const advised = async (plain: DynamoSqlError, error: unknown, locate: Text["locate"]) => {
    if (plain.code !== "type_mismatch" || readDuckDbError(error) === null) return plain;
    const at = readDuckDbError(error)?.position ?? null;
    const place = at === null ? null : await locate(at);
    // What is shown is what was written, not what calls are repaired by.
    const asked = told ?? resolved;
    const bindAs = (rewritten: Node) =>
      bindStatement(session, { ...asked, rewritten }, written, loads, widening, null);
    const more = await adviceFor({ session, resolved: asked, written, loads, bindAs }, error, { place });
    return withMore(plain, more);
  };
  const wider = async (error: unknown) => {
    for (let next = nextWidening(error, widening); next !== null; next = nextWidening(error, next)) {
      const again = await bindStatement(session, resolved, written, loads, next, told);
      // If the text is the same, it would fail again: the statement itself asks for the cast.
      if (again.statement.sql !== text.sql) return again;
    }
    return null;
  };
  const settled = async (now: Text, tree: Node): Promise<BoundStatement> => {
    try {
      return await bound(now, tree);
    } catch (error) {
      const without = withoutVolatileAlias(tree, error, world);
      if (without === tree) throw error;
      return await settled(await printed(without, session), without);
    }
  };
  try {
    return await settled(text, typed.tree);
  } catch (error) {
    const again = await wider(error);
    if (again !== null) return again;
    if (isCallMismatch(error)) {
      // Widening stays: the types that the statement has now decide. But JSON is read again, as wide as is asked for.
      const asked = widening === "none" || world.json
        ? await repairCalls(dates.tree, session, widening)
        : dates.tree;
      if (asked !== dates.tree) {
        const better = await bindStatement(
          session,
          { ...resolved, rewritten: asked },
          written,
          loads,
          widening,
          told,
        );
        const warnings = [...new Set([...keyed.warnings, ...better.warnings])];
        return { ...better, casts: [...dates.casts, ...better.casts], warnings, wider };
      }
      const widened = widening === "none" ? typed.tree : await repairCalls(typed.tree, session, widening);
      if (widened !== typed.tree) return await bound(await printed(widened, session), widened);
    }
    const plain = await fromBoundDuckDb(error, written, text, { names });
    throw told !== null ? await advised(plain, error, text.locate) : plain;
  }
}

/** An error with one more sentence, which says better what to write. */
function withMore(error: DynamoSqlError, more: string | null): DynamoSqlError {
  return more === null ? error : new DynamoSqlError(
    error.code,
    `${error.message.replace(`: ${READ_AS_NULL}`, "")} ${more}.`,
    error.detail,
  );
}

/** What an error of reading JSON begins with. */
const NO_JSON = "A text is not valid JSON:";

/** A statement as text, and where its places are in the caller's. */
type Text = Pick<BoundDates, "sql" | "locate">;

async function printed(tree: Node, session: Session): Promise<Text> {
  const sql = await printSql(tree, session);
  return { sql, locate: async (position) => traceBack(await reread(tree, sql, session), position) };
}

/** The shapes of the maps in the loaded tables. */
function mapsOf(loads: readonly Looked[]): ReturnType<typeof shapesIn> {
  const all = loads.flatMap(({ table }) =>
    table.columns.filter((column) => table.isHeld?.(column) ?? true).map(({ type }) => shapesIn(type))
  );
  return { shapes: all.flatMap(({ shapes }) => shapes), maps: all.some(({ maps }) => maps) };
}

/** The kinds of types in the loaded tables. */
function worldOf(loads: readonly Looked[]): World {
  const kinds = new Set<string>();
  const note = (type: SqlType): void => {
    kinds.add(type.kind === "DECIMAL" && type.width > 18 ? "WIDE" : type.kind);
    if (type.kind === "LIST") note(type.element);
    else if (type.kind === "MAP") note(type.value);
    else if (type.kind === "STRUCT") { for (const field of type.fields) note(field.type); }
  };
  for (const { table } of loads) {
    for (const column of table.columns) if (table.isHeld?.(column) ?? true) note(column.type);
  }
  return {
    decimals: kinds.has("DECIMAL") || kinds.has("WIDE"),
    wide: kinds.has("WIDE"),
    floats: kinds.has("DOUBLE"),
    json: kinds.has("JSON"),
    nested: kinds.has("LIST") || kinds.has("STRUCT") || kinds.has("MAP"),
  };
}

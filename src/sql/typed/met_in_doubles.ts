/**
 * Finds where exact numbers of many digits meet doubles: DuckDB brings both to DOUBLE, so that 9007199254740993 equals
 * 9007199254740992.0, and `greatest(n, 0.5)` is the nearest double to `n`. Types are asked for once numbers of so many
 * digits were read.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import type { Origins } from "../text_dates/origin.ts";
import { type Node, node, nodes, numeral, str, strs, walk } from "../tree.ts";
import { type BoundType, digitsOf, isFloat, isInteger } from "./bound_type.ts";
import { defaultOf } from "./defaults.ts";
import type { Divided } from "./divided.ts";
import { constantType } from "./nodes.ts";
import type { TypeOf } from "./markers.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { broughtTogether, isSetOperation, namedIn, partsOfSet } from "./set_operations.ts";
import { columnRefs, nameInDoubles, shownInDoubles } from "./spreads.ts";
import { rewriteBy } from "./typed.ts";
import { isOfLists } from "./united_lists.ts";
import { partsUnited } from "./uniting.ts";
import { sidesOf } from "./sides.ts";

/** Digits that doubles keep of every number. */
const DOUBLE_DIGITS = 15;
const COMPARED = "A comparison";

const ARITHMETIC: ReadonlySet<string> = new Set(
  "+ - * // % add subtract multiply mod fdiv fmod".split(" "),
);

/** What is brought together at a node; null for other nodes. */
interface MetNumbers {
  readonly by: string;
  readonly parts: readonly Node[];
  /** The query whose rows are compared with the other parts. */
  readonly within?: Node;
}

function meetingAt(of: Node): MetNumbers | null {
  const name = callName(of);
  const children = nodes(of, "children");
  const within = node(node(of, "subquery") ?? {}, "node");
  const own = node(of, "child");
  if (within !== null) {
    if (own === null) return null;
    // A row stands before several columns only as it is written.
    const parts = callName(own) === "row" ? nodes(own, "children") : [own];
    return { by: COMPARED, parts: [...parts, within], within };
  }
  const compared = name === "nullif" ? children : sidesOf(of);
  if (compared.length > 1) return { by: COMPARED, parts: compared };
  const united = partsUnited(of);
  if (united.length > 1) return { by: NAMES.get(name || str(of, "type")) ?? name, parts: united };
  const fallback = defaultOf(of);
  if (fallback.length > 0) return { by: name, parts: fallback };
  if (children.length < 2 || !(ARITHMETIC.has(name) || isOfLists(of))) return null;
  return { by: NAMES.get(name) ?? shownInDoubles(name), parts: children };
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["CASE_EXPR", "CASE"],
  ["OPERATOR_COALESCE", "coalesce"],
  ["ARRAY_CONSTRUCTOR", "A list"],
  ["list_value", "A list"],
  ["+", "A sum"],
  ["-", "A difference"],
  ["*", "A product"],
  ["//", "A whole quotient"],
  ["%", "The rest of a quotient"],
]);

/** Whether values of the types are brought to DOUBLE where one of them has more digits. */
function meet(a: BoundType, b: BoundType): boolean {
  if (a.child !== null || b.child !== null) return meet(a.child ?? a, b.child ?? b);
  const [first] = b.fields;
  if (a.fields.length === 0 && first !== undefined) return meet(a, first.type);
  if (a.fields.length > 0) {
    return a.fields.some(({ type }, at) => {
      const other = b.fields[at]?.type;
      return other !== undefined && meet(type, other);
    });
  }
  return isLong(a) && isFloat(b) || isFloat(a) && isLong(b);
}

function isLong(type: BoundType): boolean {
  const digits = digitsOf(type);
  return digits !== null && digits.whole + digits.scale > DOUBLE_DIGITS;
}

const isDouble = (of: Node) => constantType(of)?.id === "DOUBLE";

/** A double that is written, and within which all whole numbers are doubles. */
function isSmall(of: Node): boolean {
  const value = node(of, "value");
  return isDouble(of) && value !== null &&
    Math.abs(Number(numeral(value, "value") ?? Infinity)) <= 2 ** 53;
}

/** The parts whose digits doubles may lose. */
function lossesAt(meeting: MetNumbers, typeOf: TypeOf): readonly Node[] {
  const { by, parts, within } = meeting;
  if (within !== undefined) return lossesBeside(within, parts, typeOf);
  const typed = parts.flatMap((part) => {
    const type = typeOf(part);
    return type === null ? [] : [{ part, type }];
  });
  // Beside a text, a number is its text.
  if (/^(\|\||concat)$/.test(by) && !typed.some(({ type }) => type.child !== null)) return [];
  return typed.filter(({ part, type }) =>
    typed.some((other) =>
      other.part !== part && meet(type, other.type) &&
      // Compared with it, whole numbers are what they are.
      !(by === COMPARED && isInteger(type) && isSmall(other.part))
    )
  ).map(({ part }) => part);
}

/** The same of what is compared with a query's rows. */
function lossesBeside(query: Node, parts: readonly Node[], typeOf: TypeOf): readonly Node[] {
  const own = parts.slice(0, -1);
  const fields = typeOf(query)?.fields ?? [];
  // A row may be one column.
  const columns = fields.length === own.length ? fields : fields[0]?.type.fields ?? [];
  const items = nodes(query, "select_list");
  return own.flatMap((part, at) => {
    const [type, other] = [typeOf(part), columns[at]?.type];
    if (type === null || other === undefined || !meet(type, other)) return [];
    return [part, items.length === own.length ? items[at] ?? query : query];
  });
}

/** Whether a statement may calculate in doubles, or bring numbers together with them, as far as its text tells. */
export function mayBeInDoubles(tree: Node): boolean {
  let found = false;
  walk(tree, (of) => {
    const meeting = meetingAt(of);
    const others = meeting?.parts.filter((part) => str(part, "class") !== "CONSTANT" || isDouble(part)) ?? [];
    found ||= nameInDoubles(of) !== null || others.length > 1;
    return !found;
  });
  return found;
}

/** A column of whatever table has it. */
const named = (column: string): Divided["base"] => ({ table: null, column, elements: false, listed: false });

/** Meetings of columns of tables with doubles, in a statement that is not rewritten by types yet. */
export async function metInDoubles(
  tree: Node,
  origins: Origins,
  dialect: Dialect,
): Promise<readonly Divided[]> {
  const found = new Map<string, Divided>();
  const note = (met: Divided) => found.set(JSON.stringify(met), met);
  const noteIn = (part: Node, by: string) => {
    for (const ref of columnRefs(part)) {
      const base = origins.of(ref);
      if (base !== null) note({ base, by, met: true });
    }
  };
  const ofExpressions: Rewrite = {
    wants: (of) => meetingAt(of)?.parts ?? [],
    rewrite(of, typeOf) {
      const meeting = meetingAt(of);
      for (const part of meeting === null ? [] : lossesAt(meeting, typeOf)) noteIn(part, meeting?.by ?? "");
      return null;
    },
  };
  const ofQueries: Rewrite = {
    wants: (of) => isSetOperation(of) ? partsOfSet(of) : [],
    rewrite(of, typeOf) {
      for (const columns of broughtTogether(of, typeOf)) {
        for (const { name, type, item } of columns) {
          if (!columns.some((other) => type !== null && other.type !== null && meet(type, other.type))) {
            continue;
          }
          if (item !== null) noteIn(item, namedIn(of));
          else note({ base: named(name), by: namedIn(of), met: true });
        }
      }
      return null;
    },
  };
  const all = { decimals: true, wide: true, floats: true, json: true, nested: true };
  await rewriteBy([ofExpressions, ofQueries], tree, dialect, all);
  walk(tree, (of) => {
    if (str(of, "type") !== "JOIN") return;
    for (const column of strs(of, "using_columns")) {
      note({ base: named(column), by: COMPARED, met: true, beside: "DOUBLE" });
    }
  });
  return [...found.values()];
}

/**
 * Gives texts and JSON of whole rows the attributes' own names. DuckDB cannot have fields whose names differ by case alone
 * in one struct, so that such a row has inner names for these: here they are replaced wherever a statement sees them.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { textConstant } from "../constant.ts";
import { list, type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, plain, some } from "./bound_type.ts";
import { jsonPartsOf } from "./json_text.ts";
import { call, caseOf, castTo, comparison, each, text } from "./nodes.ts";
import { isTextCast, OF_LISTS, writtenBy } from "./number_text.ts";
import { callName, type Rewrite } from "./rewrite.ts";

/** Calls whose JSON has other things beside the row. */
const PACKERS = /^json_(object|array|group_array|group_object)$/;
/** Calls that write their arguments as text in other places than {@linkcode writtenBy} knows. */
const FORMATS: ReadonlySet<string> = new Set(["format", "printf"]);
const TYPES: ReadonlySet<string> = new Set(["typeof", "pg_typeof"]);
const KEYS = "struct_keys";

/**
 * The rewrite of a statement's texts and JSON of rows.
 * @param names inner names → the attributes' own
 */
export function ownFields(names: ReadonlyMap<string, string>): Rewrite {
  const innerIn = (type: BoundType | null): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    if (type === null) return found;
    some(type, ({ fields }) => {
      for (const { name } of fields) {
        const own = names.get(name);
        if (own !== undefined) found.set(name, own);
      }
      return false;
    });
    return found;
  };
  return {
    wants: seenBy,
    rewrite(of, typeOf) {
      const called = callName(of);
      // The binder makes a constant of it, and tells no type.
      if (TYPES.has(called)) return (now) => withNames(now, names, typeNames);
      const seen = seenBy(of).map((part) => innerIn(typeOf(part)));
      const all = new Map(seen.flatMap((found) => [...found]));
      if (all.size === 0) return null;
      if (castsToMap(of)) throw mapped(all);
      if (called === KEYS) {
        return (now) => ({ ...each(now, NAME, (key) => ownKey(key, all)), alias: str(now, "alias") });
      }
      if (isTextCast(of)) {
        const isPlain = node(node(of, "cast_type") ?? {}, "type_info") === null;
        return isPlain ? (now) => withNames(now, all) : (now) => listed(now, all);
      }
      const isPacked = PACKERS.test(called);
      if (jsonPartsOf(of).length > 0 && !isPacked) {
        return (now) => ({
          ...castTo(withNames(castTo(now, plain("VARCHAR")), all), plain("JSON")),
          alias: str(now, "alias"),
        });
      }
      return (now) => ({
        ...now,
        children: list(now, "children").map((entry, at) => {
          const child = nodes(now, "children")[at];
          const inner = seen[at];
          if (child === undefined || inner === undefined || inner.size === 0) return entry;
          if (OF_LISTS.has(called)) {
            return listed(castTo(child, { ...plain("LIST"), child: plain("VARCHAR") }), inner);
          }
          const written = castTo(isPacked ? call("to_json", [child]) : child, plain("VARCHAR"));
          const own = withNames(written, inner);
          return { ...(isPacked ? castTo(own, plain("JSON")) : own), alias: str(child, "alias") };
        }),
      });
    },
  };
}

/** A lambda's parameter. */
const NAME = "__name";

/** The parts of an expression whose fields' names are seen in its value. */
function seenBy(of: Node): readonly Node[] {
  const called = callName(of);
  if (FORMATS.has(called) || TYPES.has(called) || called === KEYS) return nodes(of, "children");
  const child = node(of, "child");
  if (castsToMap(of)) return child === null ? [] : [child];
  return [...new Set([...jsonPartsOf(of), ...writtenBy(of)])];
}

const castsToMap = (of: Node): boolean =>
  str(of, "class") === "CAST" && str(node(of, "cast_type") ?? {}, "id") === "MAP";

function mapped(names: ReadonlyMap<string, string>): DynamoSqlError {
  const own = [...names.values()].join(", ");
  return new DynamoSqlError(
    "ambiguous_name",
    `A row with ${own} cannot be cast to a map: names of its fields differ by case alone. Write the map: MAP {'key': column, …}.`,
  );
}

/** The attribute's own name, of a field's. */
function ownKey(key: Node, names: ReadonlyMap<string, string>): Node {
  const checks = [...names].map(([inner, own]) => ({
    when: comparison("COMPARE_EQUAL", key, text(inner)),
    then: text(own),
  }));
  return caseOf(checks, key);
}

/** A list of texts, with own names. */
const listed = (texts: Node, names: ReadonlyMap<string, string>): Node => ({
  ...each(texts, NAME, (of) => withNames(of, names)),
  alias: str(texts, "alias"),
});

type Spelling = (inner: string, own: string) => readonly [pattern: string, by: string];

/** A text with own names in the place of inner ones. */
function withNames(of: Node, names: ReadonlyMap<string, string>, spelling: Spelling = fieldNames): Node {
  const whole = [...names].reduce((said, [inner, own]) => {
    const [pattern, by] = spelling(inner, own);
    return call("regexp_replace", [said, textConstant(pattern), textConstant(by), textConstant("g")]);
  }, of);
  return { ...whole, alias: str(of, "alias") };
}

/** `{"Status#1": …` of JSON and `{'Status#1': …` of a struct's text. In a text within, the quotation mark is escaped. */
const fieldNames: Spelling = (inner, own) => [
  String.raw`([{,] ?["'])${plainly(escaped(inner))}(["']:)`,
  String.raw`\1${escaped(own).replaceAll("\\", "\\\\")}\2`,
];

/** `"Status#1" VARCHAR`. */
const typeNames: Spelling = (inner, own) => [
  `"${plainly(inner.replaceAll('"', '""'))}" `,
  `"${own.replaceAll('"', '""').replaceAll("\\", "\\\\")}" `,
];

const escaped = (name: string): string => JSON.stringify(name).slice(1, -1);
const plainly = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|#]/g, String.raw`\$&`);

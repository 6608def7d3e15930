/**
 * A depth bound stands before the functions of JSON that DuckDB runs natively level by level: of `{"a":{"a":…` with some
 * thousand levels they overflow the stack, which ends the process with everything in it. Nothing in DynamoDB but a text is
 * nested deeper than 32.
 *
 * `json_structure(doc)` → `json_structure(CASE WHEN … THEN error('…') ELSE doc END)`
 * @module
 */
import { plain } from "../typed/bound_type.ts";
import { both, call, caseOf, castTo, comparison, integer, once, text } from "../typed/nodes.ts";
import { type Node, nodes, str } from "../tree.ts";

/** Levels that are looked into. DuckDB 1.5.6 takes four times as many on the threads of an engine process. */
export const JSON_LEVELS = 1_000;

/** Functions that descend, and into how many of their arguments, from the first on. */
const DESCEND: ReadonlyMap<string, number> = new Map([
  ["json_structure", 1],
  ["json_group_structure", 1],
  ["json_contains", 1],
  ["json_merge_patch", Infinity],
]);

/** What the error says; `src/sql/run_errors.ts` lets it through. */
const TOO_DEEP = `JSON is nested more than ${JSON_LEVELS} levels deep for`;

/** All of a JSON text but its brackets: texts, which may hold brackets, and whatever else. */
const NO_BRACKETS = String.raw`"(?:[^"\\]|\\.)*"|[^\[\]{}"]+`;
/** Brackets around nothing but empty ones: two levels. */
const INNERMOST = String.raw`[\[{](?:[\[{][\]}])*[\]}]`;
/** Times that the innermost are taken away: what is wide but hardly deep, as data is, is gone then. */
const ROUNDS = 8;

/** Puts the bound before the call. */
export function deepJson(of: Node): Node {
  if (str(of, "class") !== "FUNCTION") return of;
  const name = str(of, "function_name").toLowerCase();
  const descends = DESCEND.get(name);
  if (descends === undefined) return of;
  const children = nodes(of, "children").map((argument, at) =>
    at < descends ? bounded(argument, name) : argument
  );
  return { ...of, children };
}

function bounded(argument: Node, name: string): Node {
  return once(argument, (value) => {
    const written = castTo(value, plain("VARCHAR"));
    const isLong = longer(written);
    const isDeep = longer(withoutShallow(written));
    return caseOf(
      [{ when: both(isLong, isDeep), then: call("error", [text(`${TOO_DEEP} ${name}()`)]) }],
      value,
    );
  }, "__json");
}

/** Each level is two brackets at least. */
function longer(of: Node): Node {
  return comparison("COMPARE_GREATERTHAN", call("length", [of]), integer(2 * JSON_LEVELS));
}

/** The brackets of what is nested deeper than some levels; of JSON that is deep, at least two for each of those. */
function withoutShallow(written: Node): Node {
  const without = (of: Node, pattern: string) =>
    call("regexp_replace", [of, text(pattern), text(""), text("g")]);
  let brackets = without(written, NO_BRACKETS);
  for (let round = 0; round < ROUNDS; round++) brackets = without(brackets, INNERMOST);
  return brackets;
}

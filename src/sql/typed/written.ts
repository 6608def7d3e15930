/**
 * Writes the numbers in a value as text, at any depth.
 * @module
 */
import { nullConstant, textConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isFloat, plain, some } from "./bound_type.ts";
import { doubleConstant } from "../constant.ts";
import { call, caseOf, castTo, comparison, each, integer, isNullOf, once, text } from "./nodes.ts";

/** Whether numbers of the type have a text that depends on the type. */
export function isFraction(type: BoundType | null): boolean {
  return type !== null && (isFloat(type) || (type.id === "DECIMAL" && type.scale > 0));
}

/** Whether some number in a value of the type is such. */
export function hasFraction(type: BoundType | null): boolean {
  return type !== null && some(type, isFraction);
}

/** The type, reduced to those fractions that stand where another type has a part of this kind. */
export function meeting(id: string, type: BoundType, others: readonly BoundType[]): BoundType {
  if (isFraction(type)) return others.some((other) => other.id === id) ? type : plain("KEPT");
  const same = others.filter((other) => other.id === type.id);
  if (type.child !== null) {
    const children = same.flatMap(({ child }) => child === null ? [] : [child]);
    return { ...type, child: meeting(id, type.child, children) };
  }
  const fields = type.fields.map(({ name, type: inner }, at) => {
    const met = same.flatMap(({ fields }) =>
      (name === "" ? fields[at] : fields.find((each) => each.name.toLowerCase() === name.toLowerCase()))
        ?.type ?? []
    );
    return { name, type: meeting(id, inner, met) };
  });
  return { ...type, fields };
}

/** What becomes of a number. */
export type LeafWriter = (of: Node, type: BoundType) => Node;

/** A value with its fractions as texts, or as `leaf` has them: of the same form, its other parts as they were. */
export function written(of: Node, type: BoundType, leaf: LeafWriter = numberAsText, depth = 0): Node {
  if (isFraction(type)) return leaf(of, type);
  if (!hasFraction(type)) return of;
  const inner = type.child;
  const name = `__part${depth}`;
  if (type.id === "MAP" && inner !== null) {
    const entries = each(call("map_entries", [of]), name, (entry) => parts(entry, inner, leaf, depth));
    return call("map_from_entries", [entries]);
  }
  if (inner !== null) return each(of, name, (value) => written(value, inner, leaf, depth + 1));
  return once(
    of,
    (value) => caseOf([{ when: isNullOf(value), then: nullConstant() }], parts(value, type, leaf, depth)),
    name,
  );
}

/** A struct or row that is there, its parts written. */
function parts(of: Node, type: BoundType, leaf: LeafWriter, depth: number): Node {
  const named = type.fields.some(({ name }) => name !== "");
  const values = type.fields.map(({ name, type: inner }, at) => {
    const part = call("struct_extract", [of, named ? textConstant(name) : integer(at + 1)]);
    return { ...written(part, inner, leaf, depth + 1), alias: named ? name : "" };
  });
  const packed = call(named ? "struct_pack" : "row", []);
  return { ...packed, children: values };
}

/** The shortest decimal of a number, as text. */
export function numberAsText(of: Node, type: BoundType): Node {
  if (digitsOf(type) !== null) return trimmed(castTo(of, plain("VARCHAR")));
  return once(of, (value) => {
    const size = call("abs", [value]);
    const said = castTo(value, plain("VARCHAR"));
    const below = (limit: string) => comparison("COMPARE_LESSTHAN", size, doubleConstant(limit));
    const from = (limit: string) => comparison("COMPARE_GREATERTHANOREQUALTO", size, doubleConstant(limit));
    const plainly = (scale: number) => trimmed(castTo(castTo(said, decimal(38, scale)), plain("VARCHAR")));
    const whole = castTo(castTo(said, decimal(38, 0)), plain("VARCHAR"));
    return caseOf([
      { when: comparison("COMPARE_EQUAL", value, doubleConstant("0")), then: text("0") },
      { when: call("isnan", [value]), then: said },
      { when: below("1e-15"), then: said },
      { when: below("1e-4"), then: plainly(32) },
      { when: below("1e15"), then: call("regexp_replace", [said, text("\\.0$"), text("")]) },
      // Up to 2^53, some have a fraction.
      { when: below("1e16"), then: plainly(1) },
      { when: from("9e37"), then: said },
    ], whole);
  });
}

/** Without zeros at the end of a fraction, and without a point that nothing follows. */
function trimmed(said: Node): Node {
  return call("rtrim", [call("rtrim", [said, text("0")]), text(".")]);
}

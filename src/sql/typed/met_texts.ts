/**
 * Compares texts that are no constants with exact numbers as the numbers that they say. DuckDB would round them to the
 * type of the number: `n = p.k`, `k` the text '2.5', would find 3.
 *
 * `n = p.k`, `n` a BIGINT → `n = CASE WHEN k is a whole number THEN k::BIGINT … END`, whose other texts that say a number are
 * one that no BIGINT is; a text that says none fails as before
 * @module
 */
import { booleanConstant, decimalConstant, integerConstant, nullConstant } from "../constant.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import {
  type BoundType,
  decimal,
  digitsOf,
  isInteger,
  isNullType,
  isNumber,
  plain,
  united,
} from "./bound_type.ts";
import {
  both,
  call,
  caseOf,
  castTo,
  coalesced,
  comparison,
  constantType,
  integer,
  isNullOf,
  isThere,
  once,
  text,
} from "./nodes.ts";
import { isNull } from "./json_meetings.ts";
import { callName, type Rewrite, type World } from "./rewrite.ts";
import { comparedIn, withSides } from "./sides.ts";

const EQUALITIES = /^COMPARE_(EQUAL|NOTEQUAL|DISTINCT_FROM|NOT_DISTINCT_FROM|IN|NOT_IN)$/;
const TEXTS =
  /^(\|\||concat(_ws)?|lower|upper|[lr]?trim|substr(ing)?|replace|regexp_(replace|extract)|->>|format|printf)$/;
const NUMBERS =
  /^([-+*/%]|\/\/|count(_star)?|sum|avg|abs|round|floor|ceil|length|strlen|row_number|(dense_)?rank)$/;

/** What a side may be, as far as its text tells. */
interface Perhaps {
  readonly text: boolean;
  readonly number: boolean;
}

function perhaps(side: Node, world: World): Perhaps {
  const kind = str(side, "class");
  if (kind === "CONSTANT") {
    const type = constantType(side);
    return { text: false, number: type !== null && isNumber(type) };
  }
  if (kind === "COLUMN_REF" && world.derived !== true) {
    const kinds = world.kindsOf?.(lastName(side)) ?? new Set();
    return kinds.size === 0 ? EITHER : {
      text: kinds.has("VARCHAR"),
      number: kinds.has("BIGINT") || kinds.has("DECIMAL"),
    };
  }
  const name = callName(side);
  const cast = kind === "CAST" ? str(node(side, "cast_type") ?? {}, "id") : "";
  if (cast !== "" && cast !== "UNBOUND") return { text: cast === "VARCHAR", number: cast !== "VARCHAR" };
  return { text: !NUMBERS.test(name), number: !TEXTS.test(name) };
}

const EITHER: Perhaps = { text: true, number: true };

function lastName(column: Node): string {
  const names = column["column_names"];
  return Array.isArray(names) ? String(names.at(-1) ?? "") : "";
}

/** Comparisons for equality: others of texts and numbers do not bind. */
export const metTexts: Rewrite = {
  wants(of, world) {
    if (!EQUALITIES.test(str(of, "type")) && callName(of) !== "nullif") return [];
    const sides = comparedIn(of);
    const each = sides.map((side) => perhaps(side, world));
    const meet = each.some(({ text }, at) =>
      text && each.some(({ number }, other) => number && other !== at)
    );
    return meet ? sides : [];
  },
  rewrite(of, typeOf) {
    const sides = comparedIn(of);
    // A constant NULL has no type of its own.
    const types = sides.map((side) => typeOf(side) ?? (isNull(side) ? plain("NULL") : null))
      .filter((type) => type !== null);
    const isText = (at: number) => types[at]?.id === "VARCHAR";
    if (types.length < sides.length || !sides.some((side, at) => isText(at) && !isConstant(side))) {
      return null;
    }
    // A truth value beside numbers is one, too.
    const others = types.filter((type, at) => !isText(at) && !isNullType(type) && type.id !== "BOOLEAN");
    if (others.length === 0 || others.some((type) => digitsOf(type) === null)) return null;
    const number = others.reduce<BoundType | null>((all, type) => all && united(all, type), plain("NULL"));
    if (number === null || number.id === "UHUGEINT") return null;
    const read = (side: Node, at: number): Node => {
      const type = types[at];
      if (type === undefined || isNullType(type)) return side;
      const place = { query_location: sides[at]?.["query_location"] ?? null };
      return isText(at) ? said(side, number, place) : isPaired(number) ? paired(side, number) : side;
    };
    return (now) => {
      if (callName(now) !== "nullif") return withSides(now, read);
      const [value = {}, other = {}] = nodes(now, "children");
      const same = comparison("COMPARE_EQUAL", read(value, 0), read(other, 1));
      return { ...caseOf([{ when: same, then: nullConstant() }], value), alias: str(now, "alias") };
    };
  },
};

const isConstant = (of: Node) => str(of, "class") === "CONSTANT";

/** Whether the type has no number to spare for what none of its numbers is. */
const isPaired = (type: BoundType) => type.width === 38;

/** A number that is there, with a mark: that of texts which say what no number of the type is, is true. */
function pair(value: Node, isBeyond: boolean): Node {
  const parts = [{ ...value, alias: "__number" }, { ...booleanConstant(isBeyond), alias: "__beyond" }];
  return { ...call("struct_pack", []), children: parts };
}

function paired(of: Node, type: BoundType): Node {
  return once(
    of,
    (value) => caseOf([{ when: isNullOf(value), then: nullConstant() }], pair(castTo(value, type), false)),
    "__met",
  );
}

/** A number that none of the type is. */
function beyond(type: BoundType): Node {
  if (isInteger(type)) return integerConstant(2n ** 127n - 1n) ?? nullConstant();
  if (isPaired(type)) return pair(castTo(nullConstant(), type), true);
  return decimalConstant(10n ** BigInt(type.width), type.scale) ?? nullConstant();
}

/** A number of the type, as one beside {@linkcode beyond}. */
function within(of: Node, type: BoundType): Node {
  if (isPaired(type)) return pair(of, false);
  return castTo(of, isInteger(type) ? plain("HUGEINT") : decimal(type.width + 1, type.scale));
}

const isSuch = (of: Node, pattern: string) =>
  call("regexp_full_match", [of, text(`\\s*[+-]?(${pattern})\\s*`)]);

/** The number that a text says, beside numbers of a type; one that none of them is where it needs more digits. */
function said(of: Node, type: BoundType, place: Node): Node {
  const { scale } = type;
  const none = beyond(type);
  // A cast of a text to more than 18 digits with a fraction takes many times as long as one to the type itself.
  return once(of, (value) => {
    const number = castTo(value, type, true);
    const plainly = caseOf([{ when: isThere(number), then: within(number, type) }], none);
    const digits = scale === 0 ? "\\d+(\\.0*)?|\\.0+" : `\\d+(\\.\\d{0,${scale}}0*)?|\\.\\d{1,${scale}}0*`;
    return caseOf([
      // A pair is there even if what is in it is not.
      ...(isPaired(type) ? [{ when: isNullOf(value), then: nullConstant() }] : []),
      { when: isSuch(value, digits), then: plainly },
      { when: isSuch(value, "\\d+\\.\\d*|\\.\\d+"), then: none },
      {
        when: isSuch(value, "(\\d+(\\.\\d*)?|\\.\\d+)[eE][+-]?\\d+"),
        then: caseOf([{ when: isRounded(value, number), then: none }], plainly),
      },
    ], within({ ...castTo(value, type), ...place }, type));
  }, "__met");
}

/** Whether what a text with an exponent says is another number than it is cast to. */
function isRounded(value: Node, number: Node): Node {
  const differs = [37, 28, 19, 9].map((scale) => {
    const [all, cast] = [value, number].map((each) => castTo(each, decimal(38, scale), true));
    return comparison("COMPARE_NOTEQUAL", all ?? value, cast ?? number);
  });
  // What is less than all decimals.
  const little = both(
    comparison("COMPARE_EQUAL", number, integer(0)),
    call("regexp_matches", [value, text("[1-9].*[eE]")]),
  );
  return coalesced([
    caseOf([{ when: little, then: booleanConstant(true) }], nullConstant()),
    ...differs,
    booleanConstant(false),
  ]);
}

/**
 * Rewrites casts of doubles to decimals: the decimal that the double prints as is cast, and rounded half away from
 * zero, like other decimals. DuckDB casts the double 1.005 to 1.00, but the decimal 1.005 to 1.01; also in JSON.
 * @module
 */
import { doubleConstant } from "../constant.ts";
import { type Node, node, str } from "../tree.ts";
import { decimal, isFloat, plain, some } from "./bound_type.ts";
import { jsonString } from "./json_reading.ts";
import { call, caseOf, castTo, comparison, once, text } from "./nodes.ts";
import { hasColumn, type Rewrite } from "./rewrite.ts";
import { meeting, numberAsText, written } from "./written.ts";
import { castOf } from "./whole_casts.ts";

/** Below it, a decimal of 15 digits after the point is 0. */
const TINY = "1e-15";

/** A cast to decimals, or to something that has some in it. */
const toDecimals = (of: Node) => {
  const found = castOf(of);
  return found !== null && some(found.to, ({ id }) => id === "DECIMAL") ? found : null;
};

/** Casts to decimals. */
export const decimalCasts: Rewrite = {
  wants(of, world) {
    const found = toDecimals(of);
    return found !== null && (world.floats || world.json || world.nested) && hasColumn(found.child)
      ? [found.child]
      : [];
  },
  rewrite(of, typeOf) {
    const found = toDecimals(of);
    const from = found === null ? null : typeOf(found.child);
    if (found === null || from === null) return null;
    if (from.id === "JSON" && found.to.id === "DECIMAL") {
      return (now) => {
        const child = node(now, "child");
        return child === null ? now : { ...castOfJson(now, child), alias: str(now, "alias") };
      };
    }
    const met = meeting("DECIMAL", from, [found.to]);
    if (!some(met, isFloat)) return null;
    return (now) => {
      const child = node(now, "child");
      if (child === null) return now;
      return isFloat(from)
        ? { ...cast(now, child), alias: str(now, "alias") }
        : { ...now, child: written(child, met, (value, type) => isFloat(type) ? asText(value) : value) };
    };
  },
};

const isTiny = (value: Node) => comparison("COMPARE_LESSTHAN", call("abs", [value]), doubleConstant(TINY));

/** The cast of a double. A tiny one has an exponent in its text, which DuckDB would round wrongly. */
function cast(now: Node, child: Node): Node {
  return once(child, (value) =>
    caseOf([{ when: isTiny(value), then: { ...now, child: value, alias: "" } }], {
      ...now,
      child: numberAsText(value, plain("DOUBLE")),
      alias: "",
    }));
}

/** The cast of JSON by its text, as JSON's readers take fractions for doubles. */
function castOfJson(now: Node, child: Node): Node {
  return once(child, (value) => {
    const said = jsonString(value);
    const plainly = { ...now, child: said, alias: "" };
    const double = cast(now, castTo(said, plain("DOUBLE")));
    return caseOf(
      [{
        when: comparison("COMPARE_EQUAL", call("json_type", [value]), text("DOUBLE")),
        then: caseOf([{ when: call("regexp_matches", [said, text("[eE]")]), then: double }], plainly),
      }],
      { ...now, child: value, alias: "" },
    );
  });
}

/** A double as a text that is cast rightly. */
function asText(of: Node): Node {
  return once(of, (value) =>
    caseOf(
      [{
        when: isTiny(value),
        then: castTo(castTo(value, decimal(MOST, MOST - 1)), plain("VARCHAR")),
      }],
      numberAsText(value, plain("DOUBLE")),
    ));
}

const MOST = 38;

/**
 * Puts the values of `?`, `$1` and `$name` into a statement, as constants.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import {
  booleanConstant,
  decimalConstant,
  doubleConstant,
  EXACT_POWERS,
  integerConstant,
  nullConstant,
  textConstant,
} from "./constant.ts";
import type { Statement } from "./parse.ts";
import type { Parameters } from "./query.ts";
import { spans } from "./text.ts";
import { type Node, str, transform } from "./tree.ts";

/**
 * The statement with each parameter replaced by its value. Integers become BIGINT or HUGEINT, other numbers DECIMAL
 * where their digits are certain (at most 15) and fit, with at most 22 decimals, else DOUBLE; text becomes a string
 * literal.
 * @throws DynamoSqlError `invalid_parameter` naming the one that is missing, unused or has no exact value
 */
export function bindParameters(statement: Statement, parameters: Parameters): Statement {
  const given = entriesOf(parameters);
  const positional = Array.isArray(parameters);
  const shown = (name: string) => `$${name.slice(0, 60)}`;
  const values = new Map<string, Node>();
  for (const name of statement.parameters) {
    if (!given.has(name)) {
      throw new DynamoSqlError(
        "invalid_parameter",
        `No value is given for the parameter ${shown(name)}.${otherwiseSent(name, given, positional)}`,
      );
    }
    values.set(name, valueOf(shown(name), given.get(name)));
  }
  for (const name of given.keys()) {
    if (values.has(name)) continue;
    throw new DynamoSqlError(
      "invalid_parameter",
      positional
        ? `The statement has ${values.size} parameter${
          values.size === 1 ? "" : "s"
        }, but ${given.size} value${given.size === 1 ? " is" : "s are"} given: ${shown(name)} is unused.`
        : `The statement has no parameter ${shown(name)}.${otherwiseWritten(statement.text, name)}`,
    );
  }
  if (values.size === 0) return statement;
  const node = transform(statement.node, (of) => {
    if (str(of, "class") !== "PARAMETER") return of;
    const value = values.get(str(of, "identifier"));
    if (value === undefined) throw new DynamoSqlError("invalid_parameter", "A parameter has no value.");
    return { ...value, alias: str(of, "alias"), query_location: of["query_location"] ?? null };
  });
  return { ...statement, node, parameters: [], given: values };
}

/** Whether a statement writes its parameters as `?`. */
export function hasMarks({ text }: Pick<Statement, "text">): boolean {
  return spans(text).some(({ kind, text }) => kind === "code" && text.includes("?"));
}

/** What to send where values are given in another way than the statement takes them. */
function otherwiseSent(name: string, given: ReadonlyMap<string, unknown>, positional: boolean): string {
  const isNumber = /^\d+$/.test(name);
  if (given.has(`$${name}`)) return ` Its name is sent without $: ${name.slice(0, 60)}.`;
  if (given.size === 0 || positional === isNumber) return "";
  return isNumber
    ? " For ? and $1, values are sent as a list."
    : ` For $${name.slice(0, 60)}, values are sent as an object, by name.`;
}

/** What to write where a statement has a parameter as other drivers take it. */
function otherwiseWritten(text: string, name: string): string {
  const [mark] = [":", "@"].filter((each) => text.includes(`${each}${name}`));
  return mark === undefined ? "" : ` Write $${name.slice(0, 60)} for ${mark}${name.slice(0, 60)}.`;
}

function entriesOf(parameters: Parameters): ReadonlyMap<string, unknown> {
  // `isArray` does not narrow a union with a readonly array; entries of an array count from 0, parameters from 1.
  return Array.isArray(parameters)
    ? new Map(parameters.map((value: unknown, at) => [String(at + 1), value]))
    : new Map<string, unknown>(Object.entries(parameters));
}

function valueOf(name: string, value: unknown): Node {
  if (value === null) return nullConstant();
  if (typeof value === "boolean") return booleanConstant(value);
  if (typeof value === "number") return numberOf(name, value);
  if (typeof value !== "string") {
    throw new DynamoSqlError("invalid_parameter", `${name} must be a text, a number, a truth value or null.`);
  }
  // Either would end up as another text in the statement.
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new DynamoSqlError(
      "invalid_parameter",
      `${name} holds a character that SQL text cannot: NUL or half a pair.`,
    );
  }
  return textConstant(value);
}

function numberOf(name: string, value: number): Node {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (parts === null) throw new DynamoSqlError("invalid_parameter", `${name} is not a finite number.`);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+|0+$/g, "");
  // A double tells apart decimals of up to 15 digits; beyond that the number sent may have been another one.
  if (digits.length > 15 && !Number.isSafeInteger(value)) {
    if (!Number.isInteger(value)) return doubleConstant(String(value));
    throw new DynamoSqlError(
      "invalid_parameter",
      `${name} has more digits than a JSON number keeps: give it as text.`,
    );
  }
  const scale = fraction.length - Number(exponent);
  const unscaled = BigInt(`${sign}${whole}${fraction}`);
  // Of decimals of more decimals, DuckDB would make other doubles than were sent.
  const exact = scale > EXACT_POWERS
    ? null
    : scale > 0
    ? decimalConstant(unscaled, scale)
    : scale > -40
    ? integerConstant(unscaled * 10n ** BigInt(-scale))
    : null;
  return exact ?? doubleConstant(String(value));
}

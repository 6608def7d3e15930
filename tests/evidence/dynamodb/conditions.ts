/**
 * DynamoDB's conditions and key conditions over items in memory, for {@link ./server.ts}.
 * @module
 */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import { readPath, valueAt } from "./paths.ts";
import { compareValues, contains, equal, startsWith } from "./values.ts";

/** The placeholders of a request. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Whether an item passes. */
export type Test = (item: Item) => boolean;

/** What stands on a side of a comparison, for an item. */
type Operand = (item: Item) => AttributeValue | undefined;

/** Reads a condition: comparisons, BETWEEN, IN, the functions, AND, OR, NOT. */
export function readCondition(text: string, placeholders: Placeholders): Test {
  const tokens = text.match(/[#:\w-]+(?:\.[#\w-]+|\[\d+\])*|<>|<=|>=|[<>=(),]/g) ?? [];
  let at = 0;
  const peek = () => tokens[at]?.toUpperCase();
  const take = (wanted?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (wanted !== undefined && token.toUpperCase() !== wanted)) {
      throw new Error(`Not an expression of DynamoDB: ${text}`);
    }
    return token;
  };

  function disjunction(): Test {
    const tests = [conjunction()];
    for (; peek() === "OR"; tests.push(conjunction())) take();
    return (item) => tests.some((test) => test(item));
  }

  function conjunction(): Test {
    const tests = [negation()];
    for (; peek() === "AND"; tests.push(negation())) take();
    return (item) => tests.every((test) => test(item));
  }

  function negation(): Test {
    if (peek() !== "NOT") return primary();
    take();
    const test = negation();
    return (item) => !test(item);
  }

  function primary(): Test {
    if (peek() === "(") {
      take();
      const test = disjunction();
      take(")");
      return test;
    }
    if (tokens[at + 1] === "(") return call(take().toLowerCase());
    const left = operand();
    const word = take().toUpperCase();
    if (word === "BETWEEN") {
      const low = operand();
      take("AND");
      const high = operand();
      return (item) => compares(">=", left(item), low(item)) && compares("<=", left(item), high(item));
    }
    if (word === "IN") {
      const choices = operands();
      return (item) => choices.some((choice) => compares("=", left(item), choice(item)));
    }
    const right = operand();
    return (item) => compares(word, left(item), right(item));
  }

  function operands(): Operand[] {
    take("(");
    const given = [operand()];
    for (; peek() === ","; given.push(operand())) take();
    take(")");
    return given;
  }

  function call(name: string): Test {
    const [first, second] = operands();
    return (item) => {
      const value = first?.(item);
      const argument = second?.(item);
      if (name === "attribute_exists") return value !== undefined;
      if (name === "attribute_not_exists") return value === undefined;
      if (value === undefined || argument === undefined) return false;
      if (name === "attribute_type") return "S" in argument && argument.S in value;
      if (name === "begins_with") return startsWith(value, argument);
      if (name === "contains") return contains(value, argument);
      throw new Error(`No function of DynamoDB: ${name}`);
    };
  }

  function operand(): Operand {
    const token = take();
    if (token.startsWith(":")) return () => placeholders.values[token];
    const path = readPath(token, placeholders.names);
    return (item) => valueAt(item, path);
  }

  const test = disjunction();
  if (at < tokens.length) throw new Error(`Not an expression of DynamoDB: ${text}`);
  return test;
}

function compares(operator: string, a?: AttributeValue, b?: AttributeValue): boolean {
  if (operator === "<>") return a === undefined || b === undefined || !equal(a, b);
  if (a === undefined || b === undefined) return false;
  if (operator === "=") return equal(a, b);
  const order = compareValues(a, b);
  if (order === null) return false;
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      throw new Error(`No operator of DynamoDB: ${operator}`);
  }
}

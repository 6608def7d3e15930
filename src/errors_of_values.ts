/**
 * Says in plain words what is wrong with a value from outside: no validator's own text reaches anybody.
 * @module
 */
import type { z } from "zod";
import { distance } from "fastest-levenshtein";

/** One thing that is wrong. */
export interface Finding {
  /** Where: `params[0]`; empty for the value as a whole. */
  readonly place: string;
  /** What, as it reads after the place's name: `must be a whole number`. Never repeats a value. */
  readonly message: string;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** Things of one kind that an error names at most; who sent a thousand wrong ones learns no more from the rest. */
const NAMED = 10;
/** Characters of a name that is repeated, or compared with others. */
const NAME_LENGTH = 60;

/** The first ten, and how many more there are. */
export function firstTen(texts: readonly string[], separator: string): string {
  const more = texts.length - NAMED;
  return `${texts.slice(0, NAMED).join(separator)}${more > 0 ? `${separator}and ${more} more` : ""}`;
}

/** For `safeParse`: words for what a schema has no words of its own for. */
export const inWords = { error: (issue: z.core.$ZodRawIssue): string => wordsFor(issue) };

/** What is wrong, thing by thing. The schema must have been asked with {@link inWords}. */
export function findingsOf(issues: readonly z.core.$ZodIssue[]): readonly Finding[] {
  return issues.flatMap((issue): readonly Finding[] => {
    const place = placeOf(issue.path);
    if (issue.code !== "invalid_union") return [{ place, message: issue.message }];
    // Of the alternatives the one counts whose kind the value is.
    const [only, ...others] = issue.errors.filter((each) =>
      each.every(({ path, code }) => path.length > 0 || (code !== "invalid_type" && code !== "invalid_value"))
    );
    return only === undefined || only.length === 0 || others.length > 0
      ? [{ place, message: issue.message }]
      : findingsOf(only.map((each) => ({ ...each, path: [...issue.path, ...each.path] })));
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join("").replace(
    /^\./,
    "",
  );
}

function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "is missing"
        : `must be ${KINDS[issue.expected] ?? "of another type"}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_small":
      return limit(issue.origin, Number(issue.minimum), issue.inclusive === false ? "more than" : "at least");
    case "too_big":
      return limit(issue.origin, Number(issue.maximum), issue.inclusive === false ? "less than" : "at most");
    case "unrecognized_keys":
      return unknownNames(issue.keys, namesIn(issue.inst));
    default:
      return "is not valid";
  }
}

function limit(origin: string, bound: number, how: string): string {
  if (origin === "string" || origin === "array") {
    const what = origin === "string" ? "character" : "value";
    return how === "at least" && bound === 1
      ? "must not be empty"
      : `must have ${how} ${bound} ${what}${bound === 1 ? "" : "s"}`;
  }
  return `must be ${how} ${bound}`;
}

/** The names that a schema of an object knows. */
function namesIn(schema: unknown): readonly string[] {
  const shape = typeof schema === "object" && schema !== null && "shape" in schema ? schema.shape : null;
  return typeof shape === "object" && shape !== null ? Object.keys(shape) : [];
}

function unknownNames(given: readonly string[], known: readonly string[]): string {
  const shown = given.slice(0, NAMED).map((name) => {
    const cut = name.slice(0, NAME_LENGTH);
    const near = known.find((each) => isNear(cut.toLowerCase(), each.toLowerCase()));
    const quoted = JSON.stringify(cut);
    return near === undefined ? quoted : `${quoted} (did you mean ${near}?)`;
  });
  const more = given.length > NAMED ? ` and ${given.length - NAMED} more` : "";
  const names = known.length === 0 ? "" : `: there are ${known.join(", ")}`;
  return `there is no ${shown.join(", no ")}${more}${names}`;
}

function isNear(a: string, b: string): boolean {
  return distance(a, b) <= Math.max(1, Math.floor(a.length / 3)) || (a.length > 2 && b.startsWith(a));
}

/**
 * A place is where steps into an attribute lead, with its type, by the evidence of the values there.
 *
 * `SELECT doc.price FROM orders` → the path `price`, of type BIGINT; `SELECT doc.prise FROM orders` →
 * `Column not found: doc.prise. Nearest: doc.price…`
 * @module
 */
import { columnType, elementEvidence } from "../../catalog/column_type.ts";
import type { DynamoType, Evidence } from "../../catalog/description.ts";
import { inQuotes, namesNear, quoteName } from "../../catalog/names.ts";
import type { Path } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { defined } from "../../lib/defined.ts";
import { foldName } from "./identifiers.ts";
import type { Step } from "./path_steps.ts";

/** What steps mean. */
export type Place =
  /**
   * A place of its own. `taken` = how many of the steps lead there; the others are left to DuckDB, which can also
   * index texts.
   */
  | {
    readonly path: Path;
    readonly type: SqlType;
    readonly taken: number;
    /** Keys on the way that were taken for ones of another case. */
    readonly byCase: readonly {
      readonly path: Path;
      readonly instead: Path;
      readonly quoted: boolean;
    }[];
    /** The first key on the way that was not met, nor one of another case. */
    readonly unmet?: Path;
  }
  /** An impossible place. `at` = how many steps were possible. */
  | {
    readonly problem: "unknown" | "ambiguous" | "scalar";
    readonly at: number;
    /** One sentence, without its full stop. */
    readonly message: string;
    /** Whole sentences. */
    readonly advice?: readonly string[];
  };

const LISTS: readonly DynamoType[] = ["L", "SS", "NS", "BS"];

/**
 * Follows the steps from an attribute's value.
 * @param name how the attribute is written, for messages
 * @param known no other item can have a value of another kind
 */
export function placeOf(
  name: string,
  attribute: Evidence | undefined,
  steps: readonly Step[],
  known: boolean,
): Place {
  const path: (string | number)[] = [];
  let at = attribute;
  const byCase: { readonly path: Path; readonly instead: Path; readonly quoted: boolean }[] = [];
  let shown = name;
  let unmet: Path | undefined;
  for (const [taken, step] of steps.entries()) {
    const types = typesOf(at);
    if ("place" in step) {
      // In a text, a position means a letter, and a place that was not seen yet may be a text. In JSON, DuckDB would
      // count from 0.
      const isList = types.some((type) => LISTS.includes(type)) || typeAt(at).kind === "JSON";
      const isUnknown = types.length === 0 && taken + 1 < steps.length;
      if (!isList && !isUnknown) return { path, type: typeAt(at), taken, byCase, ...defined({ unmet }) };
      path.push(step.place);
      at = at === undefined ? undefined : elementEvidence(at);
      shown += `[${step.place}]`;
      continue;
    }
    if (known && types.length > 0 && !types.includes("M")) {
      const message = `${shown} holds ${kindsOf(types)}, and no map that could have ${quoteName(step.key)}`;
      return { problem: "scalar", at: taken, message };
    }
    const found = keysLike(at, step.key);
    const [key, ...others] = found;
    if (others.length > 0) {
      const candidates = found.map((each) => `${shown}.${quoteName(each)}`).join(" or ");
      return {
        problem: "ambiguous",
        at: taken,
        message: `Ambiguous column name: ${shown}.${quoteName(step.key)} can be ${candidates}`,
      };
    }
    if (key === undefined && !step.quoted && isKnownWhole(at)) {
      const keys = namesNear(
        step.key,
        Object.keys(at.fields).toSorted(),
        (each) => `${shown}.${quoteName(each)}`,
      );
      return {
        problem: "unknown",
        at: taken,
        message: `Column not found: ${shown}.${quoteName(step.key)}`,
        advice: [
          ...keys,
          `If few maps have it, write ${shown}.${
            inQuotes(step.key)
          }: in double quotes it is read all the same.`,
        ],
      };
    }
    if (key !== undefined && key !== step.key) {
      byCase.push({ path: [...path, step.key], instead: [...path, key], quoted: step.quoted });
    }
    path.push(key ?? step.key);
    if (key === undefined) unmet ??= [...path];
    at = key === undefined ? undefined : at?.fields?.[key];
    shown += `.${quoteName(key ?? step.key)}`;
  }
  return { path, type: typeAt(at), taken: steps.length, byCase, ...defined({ unmet }) };
}

/** The type of values at a place: UNSEEN where none was met. */
function typeAt(evidence: Evidence | undefined): SqlType {
  return typesOf(evidence).length === 0 ? { kind: "UNSEEN" } : columnType(evidence);
}

/** The types of DynamoDB that values at a place have. */
export function typesOf(evidence: Evidence | undefined): DynamoType[] {
  // Object.keys forgets the key type of a Partial<Record>.
  return (Object.keys(evidence?.types ?? {}) as DynamoType[]).filter((type) => type !== "NULL");
}

/** Whether all keys that the maps at a place were seen to have are known one by one. */
function isKnownWhole(
  evidence: Evidence | undefined,
): evidence is Evidence & Required<Pick<Evidence, "fields">> {
  return evidence?.fields !== undefined && evidence.rest === undefined && !evidence.deep;
}

function keysLike(evidence: Evidence | undefined, key: string): readonly string[] {
  const { fields } = evidence ?? {};
  if (fields === undefined) return [];
  if (Object.hasOwn(fields, key)) return [key];
  const folded = foldName(key);
  return Object.keys(fields).filter((each) => foldName(each) === folded);
}

const KINDS: Readonly<Record<DynamoType, string>> = {
  S: "text",
  N: "numbers",
  BOOL: "booleans",
  B: "binary values",
  M: "maps",
  L: "lists",
  SS: "sets of texts",
  NS: "sets of numbers",
  BS: "sets of binary values",
  NULL: "nothing",
};

function kindsOf(types: readonly DynamoType[]): string {
  const kinds = types.map((type) => KINDS[type]);
  const last = kinds.pop() ?? "";
  return kinds.length === 0 ? last : `${kinds.join(", ")} and ${last}`;
}

/**
 * Makes requests and pages, as all readers of a table do: the request's expressions, and an answer as a page.
 * @module
 */
import type { Condition, Item, ItemKey } from "../access.ts";
import type { ClientAnswer } from "../client/client.ts";
import { attributesOf, matches } from "../evaluate.ts";
import { filterExpression, type Placeholders, projectionExpression } from "../expressions.ts";
import type { StreamPage } from "./page_streams.ts";
import { readUnitsOf } from "../wire.ts";
import { defined } from "../../lib/defined.ts";

/** What a Query or Scan selects, decided once a read. */
export interface Selection {
  /** `Select`, `FilterExpression`, `ProjectionExpression`. */
  readonly parameters: {
    readonly Select?: "COUNT";
    readonly FilterExpression?: string;
    readonly ProjectionExpression?: string;
  };
  /** Whether the filter is a contradiction, so that nothing is read. */
  readonly nothing: boolean;
  /** Whether DynamoDB is asked for counts although the caller wants items, as it wants no attribute of them. */
  readonly blank: boolean;
  /**
   * The condition that DynamoDB would refuse (too long, a number it cannot hold, a key no item has), so that it is
   * applied here.
   */
  readonly rest: Condition | null;
  readonly countOnly: boolean;
  /** Attributes that items are decoded with, those that `rest` looks at included; null = all. */
  readonly attributes: readonly string[] | null;
}

/** Decides what DynamoDB filters and projects, and what is left to do here; `here` must be done here. */
export function selection(
  read: {
    readonly attributes: readonly string[] | null;
    readonly filter: Condition | null;
    readonly countOnly: boolean;
  },
  markers: Placeholders,
  here: Condition | null = null,
): Selection {
  const { attributes, countOnly } = read;
  const filter = read.filter === null ? { constant: true } : filterExpression(read.filter, markers);
  const rest = filter === "unfit" ? both(read.filter, here) : here;
  const text = typeof filter === "object" && "text" in filter ? filter.text : undefined;
  const blank = !countOnly && attributes?.length === 0;
  const counting = (countOnly || blank) && rest === null;
  const wanted = attributesToRead(attributes ?? (countOnly ? [] : null), rest);
  const projection = counting || wanted === null ? null : projectionExpression(wanted, markers);
  return {
    parameters: defined({
      Select: counting ? "COUNT" as const : undefined,
      FilterExpression: text,
      ProjectionExpression: projection ?? undefined,
    }),
    nothing: typeof filter === "object" && "constant" in filter && !filter.constant,
    blank: blank && rest === null,
    rest,
    countOnly,
    attributes: wanted,
  };
}

function attributesToRead(attributes: readonly string[] | null, rest: Condition | null): string[] | null {
  if (attributes === null) return null;
  return rest === null ? [...attributes] : [...new Set([...attributes, ...attributesOf(rest)])];
}

const blankItem: Item = {};

/** The answer of one Query or Scan as a page. */
export function pageOf(answer: ClientAnswer, select: Selection): StreamPage {
  const { body } = answer;
  let items = body.Items ?? [];
  let count = body.Count ?? items.length;
  const { rest } = select;
  if (rest !== null) {
    items = items.filter((item) => matches(item, rest));
    count = items.length;
    if (select.countOnly) items = [];
  }
  if (select.blank) items = Array<Item>(count).fill(blankItem);
  return {
    items,
    ...defined({ pieces: answer.items }),
    count,
    scanned: body.ScannedCount ?? count,
    readUnits: readUnitsOf(body),
    bytes: answer.bytes,
    requests: answer.requests,
    cursor: lastKey(body.LastEvaluatedKey),
  };
}

function lastKey(key: ItemKey | undefined): ItemKey | null {
  return key === undefined || Object.keys(key).length === 0 ? null : key;
}

function both(filter: Condition | null, here: Condition | null): Condition | null {
  if (filter === null) return here;
  return here === null ? filter : { op: "and", args: [filter, here] };
}

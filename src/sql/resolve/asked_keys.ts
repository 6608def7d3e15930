/**
 * Asked keys are those that an arrow or a function asks a map for. Where no map is known to have one, its place is read
 * along, so that a warning can say that none has.
 *
 * `SELECT address->>'$.town' FROM customers` → the places `address` and, as nobody has seen it, `town` inside
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { evidenceAt } from "../../catalog/path.ts";
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { ownColumn } from "./bind_path.ts";
import { constantOf } from "./constants.ts";
import { foldName } from "./identifiers.ts";
import { type Chain, chainOf, dottedSteps } from "./path_steps.ts";
import { placeColumn } from "./place_columns.ts";
import { placeOf, typesOf } from "./places.ts";
import { placingOf } from "./placing.ts";
import type { Context, Scope } from "./model.ts";

/** Functions that take a path of JSON, and those that take one key. */
const BY_PATH = /^(->>?|json_extract(_path)?(_string|_text)?|json_value)$/;
const BY_KEY = /^(element_at|map_extract(_value)?)$/;

/** A path of JSON that has keys alone: `$.a."b c"`. */
const KEYS = /^\$(?:\.(?:"[^"]*"|[\p{L}\p{N}_-]+))*$/u;
const KEY = /\.(?:"([^"]*)"|([\p{L}\p{N}_-]+))/gu;

/** Reads the places of such keys along. */
export function noteAskedKeys(context: Context, expression: Node, scope: Scope): void {
  const asked = askedOf(context.statement.text, expression);
  if (asked === null || asked.keys.length === 0) return;
  const { chain: { reference, steps }, keys } = asked;
  const hit = ownColumn(strs(reference, "column_names"), scope);
  const placing = hit === null ? null : placingOf(context, hit.source, hit.column);
  if (hit === null || placing === null) return;
  const before = [...dottedSteps(context.statement.text, reference, hit.used), ...steps];
  for (const { draft, attribute } of placing.origins) {
    const evidence = Object.hasOwn(draft.table.attributes, attribute)
      ? draft.table.attributes[attribute]
      : undefined;
    const base = placeOf(quoteName(attribute), evidence, before, true);
    if ("problem" in base || base.taken < before.length) continue;
    for (const [at, key] of keys.entries()) {
      const path = [...base.path, ...keys.slice(0, at)];
      // A text may be JSON.
      const [kind, ...others] = typesOf(evidenceAt(evidence, path));
      if (kind !== "M" || others.length > 0) break;
      if (evidenceAt(evidence, [...path, key]) !== undefined) continue;
      placeColumn(context, draft, { attribute, path: [...path, key], type: { kind: "UNSEEN" }, text: key });
      break;
    }
  }
}

/** What is asked, and for which keys; null for other expressions. */
function askedOf(
  text: string,
  of: Node,
): { readonly chain: Chain; readonly keys: readonly string[] } | null {
  const isArrow = str(of, "class") === "LAMBDA";
  const name = isArrow ? "->" : foldName(str(of, "function_name"));
  const [from, by, ...others] = isArrow ? [node(of, "lhs"), node(of, "expr")] : nodes(of, "children");
  if (!from || !by || others.length > 0 || !(BY_PATH.test(name) || BY_KEY.test(name))) return null;
  const constant = str(by, "class") === "CONSTANT" ? constantOf(by) : null;
  const keys = constant?.kind !== "text"
    ? null
    : BY_KEY.test(name)
    ? [constant.value]
    : keysIn(constant.value);
  const inner = askedOf(text, from);
  const chain = inner?.chain ?? chainOf(text, from);
  return keys === null || chain === null ? null : { chain, keys: [...inner?.keys ?? [], ...keys] };
}

/** The keys of a path of JSON; null where it has other steps. */
function keysIn(path: string): readonly string[] | null {
  if (/^[^$/]/.test(path)) return [path];
  if (!KEYS.test(path)) return null;
  return [...path.matchAll(KEY)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/**
 * A later page goes on in the read that the first page began, also where what was learned since, or other counts, would
 * make another plan: as long as that read can still be made.
 * @module
 */
import type { KeySchema } from "../catalog/description.ts";
import type { Access } from "../dynamodb/access.ts";
import { attributesAsked, countsOnly, kindOf } from "../sql/plan/access_kinds.ts";
import type { ReadPart } from "../sql/plan/access_kinds/access_kind.ts";
import { projectedAttributes } from "../sql/plan/estimate.ts";
import { withRelations } from "../sql/plan/read_groups.ts";
import type { KeptColumns, Plan, Relation, RelationColumn, Resolved, Resume } from "../sql/query.ts";
import { foldName } from "../sql/resolve/identifiers.ts";
import { changedSince } from "./ask_again.ts";

/**
 * The plan of a later page.
 * @param plan what the statement would be planned as by now
 * @throws DynamoSqlError `cursor_expired` where the first page's read is no more
 */
export function resumed(
  plan: Plan,
  { access, tableId, complete = [], kept }: Pick<Resume, "access" | "tableId" | "complete" | "kept">,
): Plan {
  const [planned, ...others] = plan.relations;
  const resolved = streamed(plan.resolved);
  if (planned === undefined || others.length > 0 || resolved === null) throw changedSince();
  const { relation, chosen } = planned;
  const same = relation.table.tableId === tableId && access.table === relation.table.physicalName &&
    countsOnly(access) === countsOnly(chosen.access) && givesAll(access, relation) &&
    meansTheSame(relation, kept) &&
    exists(access, relation) &&
    // An item that such an index lacks may belong to a page that was given.
    complete.every((name) =>
      relation.table.indexes.some((each) => each.name === name && each.complete === true)
    );
  if (!same) throw changedSince();
  return withRelations({ ...plan, resolved }, [{ ...planned, chosen: { ...chosen, access } }]);
}

/** Only what streams has a later page. Where it does not as planned now, its read gave the order asked for. */
function streamed(resolved: Resolved): Resolved | null {
  if (resolved.streamable !== null) return resolved;
  if (resolved.ordered === null) return null;
  const { rewritten, streamable } = resolved.ordered;
  return { ...resolved, rewritten, streamable };
}

/** Whether it reads what the statement needs. */
function givesAll(access: Access, { columns, allColumns }: Relation): boolean {
  const attributes = attributesAsked(access);
  if (kindOf(access).isNothing || attributes === null || countsOnly(access)) return true;
  return !allColumns && columns.every(({ attribute }) => attributes.includes(attribute));
}

/** Whether no name stands for another column by now, that the first page knew by another case only. */
function meansTheSame({ columns }: Relation, kept: KeptColumns): boolean {
  const text = ({ attribute, path, form }: RelationColumn) => JSON.stringify([attribute, path, form]);
  const had = new Set(kept.columns.map(text));
  const folded = new Set([...had].map(foldName));
  return columns.every((column) => had.has(text(column)) || !folded.has(foldName(text(column))));
}

/** Whether the table still has the keys and indexes that it reads by, and these hold what it wants. */
function exists(access: Access, relation: Relation): boolean {
  return kindOf(access).parts(access).every((part) => isOfKey(part, relation, countsOnly(access)));
}

function isOfKey(
  { index, hash, sort, fetchBack }: ReadPart,
  relation: Relation,
  countOnly: boolean,
): boolean {
  const key = index === undefined
    ? relation.table.key
    : keyOf(index, relation, countOnly || fetchBack !== undefined);
  return key !== undefined && (hash === undefined || key.hash.name === hash.attribute) &&
    (sort === undefined || key.sort?.name === sort.attribute);
}

/** @param keysOnly no other attribute is asked of it */
function keyOf(
  name: string,
  { table, columns, allColumns }: Relation,
  keysOnly: boolean,
): KeySchema | undefined {
  const index = table.indexes.find((each) => each.name === name);
  if (index === undefined) return undefined;
  const held = projectedAttributes(table, index);
  const holds = held === null || keysOnly ||
    (!allColumns && columns.every(({ attribute }) => held.has(attribute)));
  return holds ? index.key : undefined;
}

/**
 * The kinds of reads, and what can be asked of any read without knowing of which kind it is.
 *
 * `SELECT * FROM orders WHERE id = 'o1'` → a read of the kind `get`: explain, costs and sharing ask the kind
 * @module
 */
import type { Access, Condition, ScanRead } from "../../dynamodb/access.ts";
import type { AccessKind } from "./access_kinds/access_kind.ts";
import { empty } from "./access_kinds/empty.ts";
import { get } from "./access_kinds/get.ts";
import { query } from "./access_kinds/query.ts";
import { scan } from "./access_kinds/scan.ts";

/** All kinds. A new kind of read is a file beside these, and a name here. */
export const ACCESS_KINDS: { readonly [K in Access["kind"]]: AccessKind<Extract<Access, { kind: K }>> } = {
  get,
  query,
  scan,
  empty,
};

/** What answers for a read. It must be asked of that read alone. */
export function kindOf({ kind }: Access): AccessKind<Access> {
  return ACCESS_KINDS[kind];
}

/** Reads of one schema that have this in common are one read. */
export function accessKey(access: Access): string {
  return JSON.stringify(kindOf(access).common(access));
}

/** The index that it reads, or begins with; undefined = the table. */
export function indexOf(access: Access): string | undefined {
  return kindOf(access).parts(access)[0]?.index;
}

/** What it filters by, each once for each of its parts. */
export function filtersOf(access: Access): readonly Condition[] {
  return kindOf(access).parts(access).flatMap(({ filter }) => filter ?? []);
}

/** The attributes that it asks for; null = all. */
export function attributesAsked(access: Access): readonly string[] | null {
  return "attributes" in access ? access.attributes : [];
}

/** The same read of other attributes. */
export function withAttributes(access: Access, attributes: readonly string[] | null): Access {
  return "attributes" in access ? { ...access, attributes } : access;
}

/** Whether it counts items and gives none. */
export function countsOnly(access: Access): boolean {
  return "countOnly" in access && access.countOnly;
}

/** The read, if it gives items of the whole table and so can serve whoever reads that. */
export function tableScan(access: Access): ScanRead | null {
  return access.kind === "scan" && access.index === undefined && !access.countOnly ? access : null;
}

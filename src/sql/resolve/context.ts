/**
 * What the walk over a statement gathers: relations, rewrites, predicates.
 * @module
 */
import type { TableDescription, TableName } from "../../catalog/description.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { Statement } from "../parse.ts";
import { charOffset, positionAt } from "../position.ts";
import { location, mapChildren, type Node } from "../tree.ts";
import type { KeptColumns } from "../query.ts";
import type { ByCase } from "./by_case.ts";
import type { Draft, Spelled } from "./draft.ts";
import type { Groups } from "./grouped.ts";
import type { Column, Cte, Output, Scope, Source } from "./scope.ts";

/** Where a predicate stands, and for which sources it says which items can matter. */
export interface Site {
  /** The predicate's conjuncts. */
  readonly conjuncts: readonly Node[];
  /** For looking its names up. */
  readonly scope: Scope;
  /** The sources that it restricts, and whether something stands between, as it was at this place. */
  readonly restricts: ReadonlyMap<Source, { readonly nullable: boolean; readonly sealed: boolean }>;
  /** The one base table that is the whole FROM of a SELECT whose WHERE this is. */
  readonly whole: Draft | null;
  /** The scopes around the query, whose columns can drive its reads. */
  readonly outer: Scope | null;
}

/** An equality of two columns, as USING makes it. */
export interface Pair {
  readonly left: { readonly source: Source; readonly column: Column };
  readonly right: { readonly source: Source; readonly column: Column };
  readonly site: Site;
}

/** A SELECT whose FROM is one base table. */
export interface PlainSelect {
  readonly select: Node;
  readonly draft: Draft;
  readonly scope: Scope;
  /** Its WHERE, if it has one. */
  readonly where: Site | null;
}

/** The walk's state. */
export interface Context {
  readonly statement: Statement;
  readonly tables: (name: TableName) => TableDescription;
  /** A table's internal column names, by attribute. */
  readonly internal: (table: TableDescription) => ReadonlyMap<string, string>;
  readonly loadPrefix: string;
  readonly drafts: Draft[];
  readonly sites: Site[];
  readonly pairs: Pair[];
  /** Node → its replacement, given the node with its children replaced already. */
  readonly rewrites: Map<Node, (mapped: Node) => Node>;
  /** Expressions of groups → what is grouped by. */
  readonly groups: Map<Node, Groups>;
  /** What each subquery node gives. */
  readonly outputs: Map<Node, Output>;
  /** Every CTE of the statement. */
  readonly ctes: Cte[];
  /** Nodes of FROM clauses that are base tables. */
  readonly places: Map<Node, Draft>;
  /** SELECTs whose FROM is one base table. */
  readonly plain: PlainSelect[];
  /** Queries under EXISTS: whether there is a row is all that matters. */
  readonly tested: Set<Node>;
  /** Tables that may have an attribute which is named and not known. */
  readonly unknown: Set<TableDescription>;
  /** What was named by another case. */
  readonly byCase: ByCase[];
  /** The CTE whose definition the walk is in. */
  defining: Cte | null;
  /** The outermost SELECT's names. */
  rootScope?: Scope;
  /** What is looked at as JSON, and bound so. */
  readonly jsonForms: Set<Node>;
  /** Columns of subqueries that are made for places. */
  readonly hidden: Spelled[];
  /** The columns that a later page keeps. */
  readonly kept: KeptColumns | undefined;
  /** What the names of {@link placeColumn} begin with, once one was made. */
  placePrefix?: string;
  /** How many were made. */
  placesMade: number;
}

/** The tree with all rewrites done. */
export function applyRewrites(root: Node, rewrites: Context["rewrites"]): Node {
  const mapped = mapChildren(root, (child) => applyRewrites(child, rewrites));
  return rewrites.get(root)?.(mapped) ?? mapped;
}

/** An error about a name, at its place in the caller's text. */
export function nameError(
  context: Context,
  code: "column_not_found" | "table_not_found" | "ambiguous_name" | "type_mismatch",
  message: string,
  at: Node,
): DynamoSqlError {
  const bytes = location(at);
  const { source, text } = context.statement;
  if (bytes === null) return new DynamoSqlError(code, message);
  const position = positionAt(source, charOffset(text, bytes));
  return new DynamoSqlError(code, `${message} (line ${position.line}, column ${position.column})`, {
    position,
  });
}

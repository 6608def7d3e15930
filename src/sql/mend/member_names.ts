/**
 * Names that comparisons of rows give to what they make. No name of the statement begins as they do: a column of the
 * row would else be taken for one of the rows that it is compared with.
 * @module
 */
import { isList, isNode, type Node, type TreeValue } from "../tree.ts";

/** What the queries of rows and their columns are called. */
export interface MemberNames {
  /** The query of a row where it is selected from. */
  readonly members: string;
  /** A column of the query of a row. */
  column(at: number): string;
  /** The query of a row in a WITH clause. */
  shared(at: number): string;
}

/** Names that a statement does not have. */
export function memberNames(statement: Node): MemberNames {
  let stem = "__m";
  while (hasText(statement, stem)) stem += "_";
  return {
    members: `${stem}embers`,
    column: (at) => `${stem}${at}`,
    shared: (at) => `${stem}embers${at}`,
  };
}

function hasText(of: TreeValue, beginning: string): boolean {
  if (typeof of === "string") return of.toLowerCase().startsWith(beginning);
  if (isList(of)) return of.some((each) => hasText(each, beginning));
  return isNode(of) && Object.values(of).some((each) => hasText(each, beginning));
}

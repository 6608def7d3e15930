/**
 * Finds comparisons of rows with those of queries, and the WITH clause that such a query can go to: the outermost in
 * which all its names mean the same.
 *
 * `WITH c AS (…) SELECT … WHERE (a, b) NOT IN (SELECT x, y FROM c)` → the WITH clause of `c`, after it
 * @module
 */
import { foldName } from "../resolve/identifiers.ts";
import { children, type Node, node, nodes, str, walk } from "../tree.ts";
import { isRowMember, queryOf } from "./members_by_exists.ts";

/** A comparison of a row. */
export interface Member extends Scoped {
  readonly row: Node;
  /** The innermost query around it that may take columns from outside, with the row; null for none. */
  readonly around: (Scoped & { readonly query: Node }) | null;
  /**
   * Whether it is compared inside of its query: it stands in a part of another row, or in a WITH clause of a query that
   * may take columns from outside.
   */
  readonly staysInside: boolean;
}

/** What stands in the scopes of WITH clauses, the outermost first. */
export interface Scoped {
  readonly scopes: readonly WithScope[];
}

/** What can be used of a WITH clause. */
export interface WithScope {
  readonly entries: readonly Node[];
  /** Where another can be put in after them; null where each run of a recursive query would need its own. */
  readonly place: WithPlace | null;
}

/** A place among the entries of a query's WITH clause. */
export interface WithPlace {
  readonly query: Node;
  readonly at: number;
}

/** The comparisons of rows in a statement. */
export function membersIn(statement: Node): readonly Member[] {
  const found: Member[] = [];
  const look = (of: Node, here: Here): void => {
    const { scopes, recurs } = here;
    if (isRowMember(of)) found.push({ row: of, scopes, around: here.around, staysInside: here.staysInside });
    const map = node(of, "cte_map");
    const entries = nodes(map ?? {}, "map");
    const scope = (at: number): WithScope => ({
      entries: entries.slice(0, at),
      place: recurs ? null : { query: of, at },
    });
    const within = entries.length > 0 || of === statement ? [...scopes, scope(entries.length)] : scopes;
    const query = node(of, "subquery");
    const right = str(of, "type") === "JOIN" ? node(of, "right") : null;
    for (const child of children(of)) {
      if (child === map) continue;
      const takes = here.takes || child === right || (child === query && str(of, "class") === "SUBQUERY");
      const around = child === query && takes ? { query: queryOf(of), scopes } : here.around;
      const staysInside = child !== query && (here.staysInside || isRowMember(of));
      look(child, { ...here, scopes: within, takes, around, staysInside });
    }
    for (const [at, entry] of entries.entries()) {
      const before = [...scopes, scope(at)];
      const self = isRecursive(entry);
      const own = self ? [...before, { entries: [entry], place: null }] : before;
      const around = here.takes ? { query: bodyOf(entry), scopes: own } : here.around;
      // Within a query that takes columns from outside, DuckDB mixes up what its WITH clauses use.
      look(entry, {
        ...here,
        scopes: own,
        recurs: recurs || self,
        around,
        staysInside: here.staysInside || here.takes,
      });
    }
  };
  look(statement, { scopes: [], recurs: false, takes: false, around: null, staysInside: false });
  return found;
}

/** What is known of a place while it is looked at. */
interface Here extends Omit<Member, "row"> {
  readonly recurs: boolean;
  /** Whether columns of a query around can be used. */
  readonly takes: boolean;
}

const bodyOf = (entry: Node): Node => node(node(node(entry, "value") ?? {}, "query") ?? {}, "node") ?? {};

const isRecursive = (entry: Node): boolean => str(bodyOf(entry), "type") === "RECURSIVE_CTE_NODE";

/** Where a query that takes nothing else from outside can go; null for nowhere. */
export function placeOf(query: Node, scopes: readonly WithScope[]): WithPlace | null {
  const names = new Set<string>();
  walk(query, (of) => {
    if (str(of, "type") === "BASE_TABLE") names.add(foldName(str(of, "table_name")));
  });
  const used = scopes.findLast(({ entries }) =>
    entries.some((entry) => names.has(foldName(str(entry, "key"))))
  );
  return (used ?? scopes[0])?.place ?? null;
}

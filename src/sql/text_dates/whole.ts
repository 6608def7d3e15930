/**
 * Queries that give the texts which a statement reads as dates somewhere inside it, so that they can be counted there.
 * @module
 */
import { children, isList, list, type Node, node, nodes, str, type TreeValue } from "../tree.ts";
import { foldName } from "../resolve/identifiers.ts";
import { nodesOf } from "./bound_tree.ts";
import { readText } from "./readings.ts";
import { selectAlone, shapeOf } from "./scope.ts";
import { call } from "./text_as_date.ts";

/** The name of the texts: the last column of each query. */
export const WHOLE_TEXT = "dynamosql_text";

/** Calls that give a list of what a lambda makes of a list, or choose by it: each element is given to it once. */
const BY_ELEMENT =
  /^(list_transform|array_transform|list_apply|array_apply|apply|list_filter|array_filter|filter)$/;

/** A text as it stands in a query around it. */
interface PlacedText {
  readonly item: Node;
  /** It is lists of the texts. */
  readonly listed: boolean;
  /** Where it stands. */
  readonly place: Node;
}

/**
 * Queries of a text's SELECT, or of those around it where it needs their columns: the first that binds gives the texts.
 * Conditions that read the text itself are left out of them: they would leave out what is to be counted.
 * @param text read as a date somewhere in `root`
 */
export function queriesOf(text: Node, root: Node): readonly Node[] {
  const path = pathTo(text, root);
  if (path === null) return [];
  const shape = shapeOf(text);
  const found: Node[] = [];
  let texts: PlacedText = { item: { ...text, alias: "" }, listed: false, place: text };
  for (let at = path.length - 1; at >= 0; at--) {
    const around = path[at] ?? {};
    if (str(around, "class") === "LAMBDA") {
      const next = ofLambda(texts, around, path[at - 1] ?? {});
      if (next === null) return found;
      texts = next;
    }
    if (!/_NODE$/.test(str(around, "type"))) continue;
    const subquery = path[at - 2];
    if (str(around, "type") !== "SELECT_NODE") return found;
    const ctes = ctesAround(path.slice(0, at), path);
    if (ctes === null) return found;
    const seen = (of: TreeValue | undefined) => holds(of, texts.place, shape);
    found.push(...queriesIn(around, texts, seen).map((query) => withCtes(query, ctes)));
    if (subquery === undefined || str(subquery, "class") !== "SUBQUERY") return found;
    const [inner] = queriesIn(around, { ...texts, ...listOf(texts) }, seen, false).slice(-1);
    texts = { item: scalar(subquery, inner ?? around), listed: true, place: subquery };
  }
  return found;
}

/** A text, or the call that gives it to the outermost lambda that it stands in. */
export function outsideLambdas(text: Node, root: Node): Node {
  const path = pathTo(text, root) ?? [];
  const lambda = path.findIndex((of) => str(of, "class") === "LAMBDA");
  return lambda < 1 ? text : path[lambda - 1] ?? text;
}

/** The nodes around another, the outermost first; null if it is not there. */
function pathTo(wanted: Node, root: Node): readonly Node[] | null {
  if (root === wanted) return [];
  for (const child of children(root)) {
    const found = pathTo(wanted, child);
    if (found !== null) return [root, ...found];
  }
  return null;
}

/** The lists of what a lambda reads. */
function ofLambda({ item, listed }: PlacedText, lambda: Node, around: Node): PlacedText | null {
  const [elements, by] = nodes(around, "children");
  if (
    elements === undefined || by !== lambda || !BY_ELEMENT.test(str(around, "function_name").toLowerCase())
  ) {
    return null;
  }
  const made = call("list_transform", [elements, { ...lambda, expr: item }]);
  return { item: listed ? call("flatten", [made]) : made, listed: true, place: around };
}

function listOf({ item, listed }: PlacedText): Pick<PlacedText, "item" | "listed"> {
  const all = call("list", [item]);
  return { item: listed ? call("flatten", [all]) : all, listed: true };
}

const scalar = (subquery: Node, query: Node): Node => ({
  ...subquery,
  alias: "",
  subquery_type: "SCALAR",
  comparison_type: "INVALID",
  child: null,
  subquery: { ...node(subquery, "subquery"), node: query },
});

/** @param rows each text is a row of its own */
function queriesIn(
  select: Node,
  { item, listed, place }: PlacedText,
  seen: (of: TreeValue | undefined) => boolean,
  rows = true,
): readonly Node[] {
  const text = {
    ...(rows && listed ? call("unnest", [item]) : item),
    alias: WHOLE_TEXT,
  };
  const joined = joinOn(node(select, "from_table"), place, seen);
  const open = {
    ...select,
    modifiers: [],
    where_clause: joined === null ? withoutText(node(select, "where_clause"), seen) : null,
  };
  const alone = { ...selectAlone(select, text), where_clause: open.where_clause };
  // What is met in a condition of a join is met before it.
  if (joined !== null) {
    return [joined["left"], joined["right"]].map((from) => ({ ...alone, from_table: from ?? null }));
  }
  const beside = {
    ...open,
    // Groups that it leaves out because the text is no date count.
    having: seen(select["having"]) ? null : select["having"] ?? null,
    qualify: seen(select["qualify"]) ? null : select["qualify"] ?? null,
    select_list: [...nodes(select, "select_list"), text],
  };
  return rows ? [beside, alone] : [alone];
}

/** The join whose condition reads the text. */
function joinOn(from: Node | null, place: Node, seen: (of: TreeValue | undefined) => boolean): Node | null {
  if (from === null || str(from, "type") !== "JOIN") return null;
  if (seen(from["condition"])) return from;
  return joinOn(node(from, "left"), place, seen) ?? joinOn(node(from, "right"), place, seen);
}

/** A condition without what reads the text. */
function withoutText(of: Node | null, seen: (of: TreeValue | undefined) => boolean): Node | null {
  if (of === null || !seen(of)) return of;
  if (str(of, "type") !== "CONJUNCTION_AND") return null;
  const left = nodes(of, "children").map((child) => withoutText(child, seen)).filter((child) =>
    child !== null
  );
  return left.length > 1 ? { ...of, children: left } : left[0] ?? null;
}

/** Whether a text is read somewhere, by itself or by its shape. */
function holds(of: TreeValue | undefined, place: Node, shape: string): boolean {
  return of !== undefined && nodesOf(of, (each) => {
        if (each === place) return true;
        const text = readText(each);
        return text !== null && shapeOf(text) === shape;
      }).length > 0;
}

/** What WITH gives a query from around it; null where a name means two things. */
function ctesAround(around: readonly Node[], path: readonly Node[]): readonly Node[] | null {
  const all = new Map<string, Node>();
  for (const query of around) {
    if (!/_NODE$/.test(str(query, "type"))) continue;
    const entries = nodes(node(query, "cte_map") ?? {}, "map");
    const own = entries.findIndex((entry) => path.includes(entry));
    const recursive = own >= 0 && isRecursive(entries[own] ?? {});
    for (const entry of own < 0 ? entries : entries.slice(0, own + (recursive ? 1 : 0))) {
      const name = foldName(str(entry, "key"));
      if (all.has(name)) return null;
      all.set(name, entry);
    }
  }
  return [...all.values()];
}

const isRecursive = (entry: Node) =>
  str(node(node(node(entry, "value") ?? {}, "query") ?? {}, "node") ?? {}, "type") === "RECURSIVE_CTE_NODE";

function withCtes(query: Node, ctes: readonly Node[]): Node {
  if (ctes.length === 0) return query;
  const own = node(query, "cte_map") ?? {};
  const map = list(own, "map");
  return { ...query, cte_map: { ...own, map: [...ctes, ...(isList(map) ? map : [])] } };
}

/**
 * Rewrites `->>` and `json_extract_string`, so that numbers have their shortest decimal text; DuckDB writes `1e-7` or
 * `100.0`.
 * @module
 */
import { node, nodes, str } from "../tree.ts";
import { jsonString, shortestIn } from "./json_reading.ts";
import { call, once } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";

const GIVE_TEXT: ReadonlySet<string> = new Set(["->>", "json_extract_string", "json_extract_path_text"]);

/** Texts from JSON. */
export const jsonArrows: Rewrite = {
  wants: (of) =>
    GIVE_TEXT.has(callName(of)) && nodes(of, "children").length === 2 ? [of, ...nodes(of, "children")] : [],
  rewrite(of, typeOf) {
    // For a list of paths, or one with a wildcard, the result is a list.
    if (typeOf(of)?.id !== "VARCHAR") return null;
    const [json, path] = nodes(of, "children");
    if (typeOf(json)?.id === "JSON" && str(node(path ?? {}, "value") ?? {}, "value") === "$") {
      return (now) => ({ ...jsonString(nodes(now, "children")[0] ?? {}), alias: str(now, "alias") });
    }
    // DuckDB's `json_type` takes paths, and no places in lists as the arrows do.
    const isPlace = typeOf(path)?.id !== "VARCHAR";
    return (now) => {
      const [json = {}, path = {}] = nodes(now, "children");
      return {
        ...once(json, (value) => {
          const said = { ...now, alias: "", children: [value, path] };
          const type = call("json_type", isPlace ? [call("json_extract", [value, path])] : [value, path]);
          return shortestIn(said, type);
        }, "__json"),
        alias: str(now, "alias"),
      };
    };
  },
};

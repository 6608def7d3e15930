/**
 * All prompts, in the order they are listed.
 * @module
 */
import { explainCost } from "./explain_cost.ts";
import { exploreData } from "./explore_data.ts";
import type { Prompt } from "./prompt.ts";
import { writeQuery } from "./write_query.ts";

/** The prompts (docs/reference/mcp_tools.md#resources-prompts-completions). */
export const PROMPTS: readonly Prompt[] = [exploreData, writeQuery, explainCost];

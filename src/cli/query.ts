/**
 * `query "SQL"`: through the same service as MCP and REST, as the operator.
 * @module
 */
import { Argument, Command, Option } from "commander";
import { DynamoSqlError } from "../errors.ts";
import type { Parameters } from "../sql/query.ts";
import type { Principal, QueryPage, QueryService } from "../query/service.ts";
import { positive } from "./arguments.ts";
import { formatPage, type Page, planJson } from "./query_format.ts";
import { print, printJson } from "./output.ts";
import { type CommandSettings, operatorOf, settingsOf, withSettings, withTenantStore } from "./settings.ts";
import { defined } from "../lib/defined.ts";

const FORMATS = ["table", "json", "csv", "ndjson"] as const;

interface Options {
  readonly schema?: string;
  readonly plan?: boolean;
  readonly format: typeof FORMATS[number];
  readonly json?: boolean;
  readonly maxRows?: number;
  readonly params?: string;
  readonly consistentRead?: boolean;
}

/** The command. */
export function queryCommand(): Command {
  const command = withSettings(
    new Command("query").description("run SQL, or with --plan show what it would read and cost"),
    ["max_read_units", "query_seconds"],
  );
  return command
    .addArgument(new Argument("<sql>", "one SELECT, WITH, FROM or VALUES; - reads it from standard input"))
    .option("--schema <name>", "schema of unqualified table names (default: the tenant's default schema)")
    .option("--plan", "read no item; show the plan and its estimated read units")
    .addOption(new Option("--format <format>", "how rows are printed").choices(FORMATS).default("table"))
    .option("--json", "the same as --format json")
    .option("--max-rows <number>", "rows at most (default: 100)", positive)
    .option("--params <json>", "values for ?, $1 or $name: a JSON array or object")
    .option("--consistent-read", "strongly consistent reads, at twice the cost")
    .action(async (sql: string, options: Options) => {
      const settings = await settingsOf({ ...options });
      const text = sql === "-" ? await new Response(Deno.stdin.readable).text() : sql;
      await withQueryService(
        settings,
        (service, signal) => runQuery(service, settings, text, options, signal),
      );
    });
}

async function runQuery(
  service: QueryService,
  settings: CommandSettings,
  sql: string,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const principal = operatorOf(settings.tenant);
  const parameters = readParameters(options.params);
  const request = {
    sql,
    ...defined({
      schemaName: options.schema,
      parameters,
      consistentRead: options.consistentRead || undefined,
    }),
  };
  const format = options.json ? "json" : options.format;
  if (options.plan) {
    const plan = await service.plan(principal, request, { signal });
    if (format === "json" || format === "ndjson") return printJson(planJson(plan));
    print(`${plan.plan.trimEnd()}\n`);
    console.error(`About ${plan.estimatedReadUnits} read units.`);
    for (const advice of plan.advice) console.error(`Advice: ${advice}`);
    return;
  }

  const wanted = options.maxRows ?? settings.page_rows;
  const first = Math.min(wanted, settings.page_rows_max);
  const page = await service.execute(principal, { ...request, maxRows: first }, { signal });
  const whole = await furtherPages(service, principal, settings, page, wanted, signal);
  print(formatPage(whole, format));
  for (const warning of whole.warnings) console.error(`Warning: ${warning}`);
  if (format === "json") return;
  const { readUnits, itemsRead } = whole.stats;
  const rows = whole.rows.length;
  console.error(`${rows} row${rows === 1 ? "" : "s"}, ${itemsRead} items read, ${readUnits} read units.`);
  if (!whole.complete) console.error("There are more rows: raise --max-rows.");
}

/** A page holds 1,000 rows at most; more are fetched page by page, and reported as one. */
async function furtherPages(
  service: QueryService,
  principal: Principal,
  settings: CommandSettings,
  first: QueryPage,
  wanted: number,
  signal: AbortSignal,
): Promise<Page> {
  const rows = [...first.rows];
  const warnings = new Set(first.warnings);
  let { nextCursor, complete, stats } = first;
  while (nextCursor !== undefined && rows.length < wanted) {
    const maxRows = Math.min(wanted - rows.length, settings.page_rows_max);
    const page = await service.execute(principal, { cursor: nextCursor, maxRows }, { signal });
    rows.push(...page.rows);
    for (const warning of page.warnings) warnings.add(warning);
    ({ nextCursor, complete } = page);
    stats = {
      ...stats,
      readUnits: stats.readUnits + page.stats.readUnits,
      itemsRead: stats.itemsRead + page.stats.itemsRead,
      itemsMatched: stats.itemsMatched + page.stats.itemsMatched,
      requests: stats.requests + page.stats.requests,
      execMs: stats.execMs + page.stats.execMs,
    };
  }
  return { columns: first.columns, rows, complete, warnings: [...warnings], stats };
}

function readParameters(text: string | undefined): Parameters | undefined {
  if (text === undefined) return undefined;
  const wrong = () =>
    new DynamoSqlError(
      "invalid_parameter",
      '--params must be a JSON array such as \'["a", 1]\', or an object such as \'{"name": "a"}\'.',
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong();
  }
  const simple = (one: unknown) => one === null || ["string", "number", "boolean"].includes(typeof one);
  if (typeof value !== "object" || value === null || !Object.values(value).every(simple)) throw wrong();
  // Checked above: an array or object of plain values.
  return value as Parameters;
}

async function withQueryService(
  settings: CommandSettings,
  use: (service: QueryService, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const [{ createQueryService }, { createCatalog }] = await Promise.all([
    import("../query/mod.ts"),
    import("../catalog/mod.ts"),
  ]);
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  Deno.addSignalListener("SIGINT", interrupted);
  try {
    await withTenantStore(settings, async (store) => {
      const catalog = createCatalog({ store, limits: settings });
      const service = createQueryService({ limits: settings, catalog, store });
      try {
        await use(service, abort.signal);
      } finally {
        await service.close();
      }
    });
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
  }
}

/**
 * `query "SQL"`: through the same service as MCP and REST, as the operator.
 * @module
 */
import { Argument, Command, Option } from "commander";
import type { Settings } from "../config.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Parameters } from "../sql/query.ts";
import type { JsonValue, Principal, QueryPage, QueryRequest, QueryService } from "../query/service.ts";
import { positive } from "./arguments.ts";
import { type Format, formatPage, FORMATS, type Page, planJson, rowLines } from "./query_format.ts";
import { print, printJson, terminalWidth } from "./output.ts";
import { visibleLines } from "./visible.ts";
import { withdrawnText } from "./withdrawn.ts";
import { counted } from "../lib/counted.ts";
import { operatorOf, settingsOf, withSettings, withTenantStore } from "./settings.ts";
import { defined } from "../lib/defined.ts";
import { openTempFolder } from "../lib/temp_folders.ts";

interface Options {
  readonly schema?: string;
  readonly plan?: boolean;
  readonly format: Format;
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
    .option(
      "--max-rows <number>",
      "rows at most (default: 100 in a table; all in csv, ndjson and json, within the budget)",
      positive,
    )
    .option("--params <json>", "values for ?, $1 or $name: a JSON array or object")
    .option("--consistent-read", "strongly consistent reads, at twice the cost")
    .action(async (sql: string, options: Options) => {
      const settings = await settingsOf({ ...options });
      const text = sql === "-" ? await new Response(Deno.stdin.readable).text() : sql;
      await withQueryService(
        settings,
        (service, signal, checkSchema) => runQuery(service, settings, text, options, signal, checkSchema),
      );
    });
}

async function runQuery(
  service: QueryService,
  settings: Settings,
  sql: string,
  options: Options,
  signal: AbortSignal,
  /** A statement without tables would never ask for it. */
  checkSchema: (name: string) => Promise<unknown>,
): Promise<void> {
  if (options.schema !== undefined) await checkSchema(options.schema);
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
    print(`${visibleLines(plan.plan.trimEnd())}\n`);
    console.error(`About ${counted(plan.estimatedReadUnits, "read unit")}.`);
    for (const advice of plan.advice) console.error(`Advice: ${advice}`);
    return;
  }

  const wanted = options.maxRows ?? (format === "table" ? settings.page_rows : Infinity);
  const rowByRow = format === "csv" || format === "ndjson";
  const terminal = terminalWidth() !== undefined;
  let first = true;
  const whole = await everyPage(service, principal, settings, request, wanted, signal, (page) => {
    // Rows that are out need not be kept.
    if (rowByRow) print(rowLines(page, format, { first, terminal }));
    first = false;
    return !rowByRow;
  });
  if (!rowByRow) print(formatPage(whole, format));
  for (const warning of whole.warnings) console.error(`Warning: ${warning}`);
  if (format !== "json") {
    const { readUnits, itemsRead } = whole.stats;
    const read = `${counted(itemsRead, "item")} read, ${counted(readUnits, "read unit")}`;
    console.error(`${counted(whole.count, "row")}, ${read}.`);
  }
  if (whole.complete) return;
  if (whole.count >= wanted) return console.error("There are more rows: raise --max-rows.");
  throw new DynamoSqlError(
    "too_large",
    `The answer has more rows than are kept of one, and ends after ${
      counted(whole.count, "row")
    }. Raise kept_rows and ` +
      "kept_bytes, or ask for less.",
  );
}

/** Rows of a whole answer, and what is to be known of it. */
interface WholeAnswer extends Page {
  /** Rows in all; `rows` may hold fewer. */
  readonly count: number;
}

/**
 * A page holds 1,000 rows at most; more are fetched page by page, and reported as one.
 * @param onPage sees each page; true = its rows are kept
 */
async function everyPage(
  service: QueryService,
  principal: Principal,
  settings: Settings,
  request: QueryRequest,
  wanted: number,
  signal: AbortSignal,
  onPage: (page: QueryPage) => boolean,
): Promise<WholeAnswer> {
  const rows: (readonly JsonValue[])[] = [];
  const warnings = new Set<string>();
  const most = (left: number) => Math.min(left, settings.page_rows_max);
  let page = await service.execute(principal, { ...request, maxRows: most(wanted) }, { signal });
  let { stats } = page;
  const { columns } = page;
  for (let count = 0;;) {
    if (onPage(page)) rows.push(...page.rows);
    for (const warning of page.warnings) warnings.add(warning);
    count += page.rows.length;
    const { nextCursor: cursor, complete, incompleteReason } = page;
    if (cursor === undefined || count >= wanted) {
      return { columns, rows, count, complete, incompleteReason, warnings: [...warnings], stats };
    }
    page = await service.execute(principal, { cursor, maxRows: most(wanted - count) }, { signal });
    stats = {
      ...stats,
      readUnits: stats.readUnits + page.stats.readUnits,
      itemsRead: stats.itemsRead + page.stats.itemsRead,
      itemsMatched: stats.itemsMatched + page.stats.itemsMatched,
      requests: stats.requests + page.stats.requests,
      execMs: stats.execMs + page.stats.execMs,
    };
  }
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
  settings: Settings,
  use: (
    service: QueryService,
    signal: AbortSignal,
    checkSchema: (name: string) => Promise<unknown>,
  ) => Promise<void>,
): Promise<void> {
  const [{ createQueryService }, { createCatalog, createSchemas }] = await Promise.all([
    import("../query/mod.ts"),
    import("../catalog/mod.ts"),
  ]);
  // The pool of a server says it to callers, who cannot mend it; here the caller can.
  openTempFolder("check").close();
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  Deno.addSignalListener("SIGINT", interrupted);
  try {
    await withTenantStore(settings, async (store) => {
      const catalog = createCatalog({
        store,
        limits: settings,
        withdrawn: (what) => console.error(withdrawnText(what)),
      });
      const service = createQueryService({ limits: settings, catalog, store });
      try {
        await use(service, abort.signal, (name) => createSchemas({ store }).get(settings.tenant, name));
      } finally {
        await service.close();
      }
    });
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
  }
}

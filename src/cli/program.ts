/**
 * The command line: which commands there are, and what an exit code means.
 * @module
 */
import { Command, CommanderError } from "commander";
import { DynamoSqlError, type ErrorCode, ERRORS } from "../errors.ts";
import { credentialsReason } from "../dynamodb/client/credentials_reason.ts";
import { VERSION } from "../version.ts";
import { OutputClosed, print } from "./output.ts";

/** Commands by name. Each loads by itself: a server pays in time and memory for what it loads at start. */
const COMMANDS: { readonly [name: string]: (root: Command) => Promise<Command> } = {
  serve: async () => (await import("./serve.ts")).serveCommand(),
  user: async () => (await import("./user.ts")).userCommand(),
  client: async () => (await import("./client.ts")).clientCommand(),
  app: async () => (await import("./app.ts")).appCommand(),
  grant: async () => (await import("./grant.ts")).grantCommand(),
  schema: async () => (await import("./schema.ts")).schemaCommand(),
  query: async () => (await import("./query.ts")).queryCommand(),
  keys: async () => (await import("./keys.ts")).keysCommand(),
  tenant: async () => (await import("./tenant.ts")).tenantCommand(),
  store: async () => (await import("./store.ts")).storeCommand(),
  iam: async () => (await import("./iam.ts")).iamCommand(),
  completions: async (root) => (await import("./completions.ts")).completionsCommand(root),
};

/** Commands whose own work is to know all the others. */
const NEEDS_ALL: ReadonlySet<string> = new Set(["completions"]);

/** The tree of commands; with a command's name only that branch of it. */
async function program(only?: string): Promise<Command> {
  const root = new Command("dynamosql")
    .description("Read-only SQL over DynamoDB for AI assistants and programs, behind its own OAuth server.")
    .version(VERSION, "-V, --version", "print the version, the commit, and those of Deno and DuckDB")
    .addHelpText(
      "after",
      "\nFlags beat DYNAMOSQL_* variables beat the config file. Exit codes: 0 ok, 1 failed, 2 wrong usage.",
    );
  const one = only !== undefined && Object.hasOwn(COMMANDS, only) && !NEEDS_ALL.has(only);
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (!one || name === only) root.addCommand(await load(root));
  }
  for (const command of everyCommand(root)) prepare(command);
  return root;
}

/** Runs one command line. Returns its exit code: 0 ok, 1 failed, 2 wrong usage. */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    if (args.length === 1 && VERSION_FLAGS.has(args[0] ?? "")) {
      const { versionText } = await import("./version_text.ts");
      print(await versionText());
      return 0;
    }
    await (await program(args[0])).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has printed it. Help that was not asked for (`dynamosql client`) is wrong usage, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof OutputClosed) return 0;
    report(error);
    return error instanceof DynamoSqlError && USAGE.has(error.code) ? 2 : 1;
  }
}

/** They alone on a line show more than commander would. */
const VERSION_FLAGS: ReadonlySet<string> = new Set(["-V", "--version"]);

/** Errors of what was typed or configured. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  "config_invalid",
  "invalid_parameter",
  "invalid_redirect_uri",
  "invalid_scope",
]);

/** Advice for a terminal, where the table of errors speaks to a model or to a program; empty = the message has it. */
const ADVICE: { readonly [code in ErrorCode]?: string } = {
  schema_not_found: "List them with: dynamosql schema list",
  table_not_found: "Check the name, and the schema's allow-list and prefix: dynamosql schema list --json",
  column_not_found: 'See what there is: dynamosql query "SELECT * FROM <table> LIMIT 1"',
  invalid_parameter: "",
  invalid_redirect_uri: "",
  invalid_scope: "",
  budget_exceeded: "",
};

/** What happened and what to do, on standard error. A stack only with DYNAMOSQL_DEBUG. */
function report(error: unknown): void {
  const debug = Boolean(Deno.env.get("DYNAMOSQL_DEBUG"));
  if (debug) console.error(error);
  if (error instanceof DynamoSqlError && error.code !== "internal") {
    const { position } = error.detail;
    const advice = ADVICE[error.code] ?? ERRORS[error.code].advice;
    console.error(`Error: ${error.message}`);
    const reason = error.code === "credentials_unavailable"
      ? credentialsReason(error.detail.cause)
      : undefined;
    if (reason !== undefined) console.error(`AWS says: ${reason}`);
    if (position !== undefined && !error.message.includes(position.excerpt)) console.error(position.excerpt);
    // A message that names a command says what to do already.
    if (advice !== "" && !/dynamosql \w/.test(error.message)) console.error(advice);
    return;
  }
  const cause = error instanceof DynamoSqlError ? error.detail.cause ?? error : error;
  console.error(`Error: ${cause instanceof Error ? cause.message : String(cause)}`);
  if (!debug) console.error("Set DYNAMOSQL_DEBUG=1 to see where it happened.");
}

function* everyCommand(command: Command): Iterable<Command> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child);
}

/** `dynamosql user add`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Errors come back to `runCommand`, and read like all others. */
function prepare(command: Command): void {
  command.exitOverride().helpOption("-h, --help", "show help").helpCommand(false).showSuggestionAfterError()
    .showHelpAfterError(`See: ${pathOf(command)} --help`)
    .configureOutput({
      writeOut: print,
      writeErr: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
      outputError: (text, write) => write(text.replace(/^error: /, "Error: ")),
    });
}

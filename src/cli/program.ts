/**
 * The command line: which commands there are, and what an exit code means.
 * @module
 */
import { Command, CommanderError } from "commander";
import { VERSION } from "../version.ts";
import { OutputClosed, print, terminalWidth } from "./output.ts";
import { exitCodeOf, report, usageJson, wantsJson } from "./report.ts";

/** Commands by name. Each loads by itself: a server pays in time and memory for what it loads at start. */
const COMMANDS: { readonly [name: string]: (root: Command) => Promise<Command> } = {
  serve: async () => (await import("./serve.ts")).serveCommand(),
  user: async () => (await import("./user.ts")).userCommand(),
  client: async () => (await import("./client.ts")).clientCommand(),
  app: async () => (await import("./app.ts")).appCommand(),
  grant: async () => (await import("./grant.ts")).grantCommand(),
  schema: async () => (await import("./schema.ts")).schemaCommand(),
  tables: async () => (await import("./tables.ts")).tablesCommand(),
  describe: async () => (await import("./describe.ts")).describeCommand(),
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
async function program(only: string | undefined, json: boolean): Promise<Command> {
  const root = new Command("dynamosql")
    .description("Read-only SQL over DynamoDB for AI assistants and programs, behind its own OAuth server.")
    .version(VERSION, "-V, --version", "print the version, the commit, and those of Deno and DuckDB")
    .addHelpText(
      "after",
      "\nFlags beat DYNAMOSQL_* variables beat the config file.\n" +
        "Exit codes: 0 ok, 1 failed, 2 wrong usage, 130 interrupted.",
    );
  const one = only !== undefined && Object.hasOwn(COMMANDS, only) && !NEEDS_ALL.has(only);
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (!one || name === only) root.addCommand(await load(root));
  }
  for (const command of everyCommand(root)) prepare(command, json);
  return root;
}

/** Runs one command line. Returns its exit code: 0 ok, 1 failed, 2 wrong usage, 130 interrupted. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const json = wantsJson(args);
  try {
    if (args.length === 1 && VERSION_FLAGS.has(args[0] ?? "")) {
      const { versionText } = await import("./version_text.ts");
      print(await versionText());
      return 0;
    }
    await (await program(args[0], json)).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has printed it. Help that was not asked for (`dynamosql client`) is wrong usage, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof OutputClosed) return 0;
    report(error, json);
    return exitCodeOf(error);
  }
}

/** They alone on a line show more than commander would. */
const VERSION_FLAGS: ReadonlySet<string> = new Set(["-V", "--version"]);

function* everyCommand(command: Command): Iterable<Command> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child);
}

/** `dynamosql user add`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Columns of help: those of the terminal, and no more than can be read. */
const helpWidth = () => Math.min(terminalWidth() ?? 100, 100);

/** Errors come back to `runCommand`, and read like all others. */
function prepare(command: Command, json: boolean): void {
  command.exitOverride().helpOption("-h, --help", "show help").helpCommand(false).showSuggestionAfterError()
    .showHelpAfterError(json ? false : `See: ${pathOf(command)} --help`)
    .configureOutput({
      writeOut: print,
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
      writeErr: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
      outputError: (text, write) => write(json ? usageJson(text) : text.replace(/^error: /, "Error: ")),
    });
}

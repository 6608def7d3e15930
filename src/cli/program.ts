/**
 * The command line: which commands there are, and what an exit code means.
 * @module
 */
import { Command, CommanderError } from "commander";
import { DynamoSqlError, ERRORS } from "../errors.ts";
import { VERSION } from "../version.ts";
import { clientCommand } from "./client.ts";
import { completionsCommand } from "./completions.ts";
import { iamCommand } from "./iam.ts";
import { keysCommand } from "./keys.ts";
import { queryCommand } from "./query.ts";
import { schemaCommand } from "./schema.ts";
import { serveCommand } from "./serve.ts";
import { tenantCommand } from "./tenant.ts";

/** The whole tree of commands. */
export function program(): Command {
  const root = new Command("dynamosql")
    .description("Read-only SQL over DynamoDB for AI assistants and programs, behind its own OAuth server.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      "\nFlags beat DYNAMOSQL_* variables beat the config file. Exit codes: 0 ok, 1 failed, 2 wrong usage.",
    );
  for (
    const command of [
      serveCommand(),
      clientCommand(),
      schemaCommand(),
      queryCommand(),
      keysCommand(),
      tenantCommand(),
      iamCommand(),
      completionsCommand(root),
    ]
  ) root.addCommand(command);
  for (const command of everyCommand(root)) prepare(command);
  return root;
}

/** Runs one command line. Returns its exit code: 0 ok, 1 failed, 2 wrong usage. */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed it. Help that was not asked for (`dynamosql client`) is wrong usage.
      return error.exitCode === 0 ? 0 : 2;
    }
    report(error);
    return error instanceof DynamoSqlError && usageCodes.has(error.code) ? 2 : 1;
  }
}

const usageCodes: ReadonlySet<string> = new Set(["config_invalid"]);

/** What happened and what to do, on standard error. A stack only with DYNAMOSQL_DEBUG. */
function report(error: unknown): void {
  if (Deno.env.get("DYNAMOSQL_DEBUG")) console.error(error);
  if (error instanceof DynamoSqlError) {
    const { position } = error.detail;
    const { advice } = ERRORS[error.code];
    console.error(`Error: ${error.message}`);
    if (position !== undefined && !error.message.includes(position.excerpt)) console.error(position.excerpt);
    if (advice !== "" && !error.message.includes(advice) && error.code !== "internal") console.error(advice);
    return;
  }
  console.error(`Error: ${error instanceof Error ? error.message : String(error)}`);
  if (!Deno.env.get("DYNAMOSQL_DEBUG")) console.error("Set DYNAMOSQL_DEBUG=1 to see where it happened.");
}

function* everyCommand(command: Command): Iterable<Command> {
  yield command;
  for (const child of command.commands) yield* everyCommand(child);
}

/** Errors come back to `runCommand`; options that make no sense together say so. */
function prepare(command: Command): void {
  command.exitOverride().helpOption("-h, --help", "show help").helpCommand(false).showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => Deno.stdout.writeSync(new TextEncoder().encode(text)),
      writeErr: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
      outputError: (text, write) => write(text.replace(/^error: /, "Error: ")),
    });
}

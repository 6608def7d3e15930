/**
 * Settings from flags, environment and config file, in that order of weight.
 * @module
 */
import type { ParseError } from "jsonc-parser";
import { SECRETS, type Settings, settingsSchema } from "./config.ts";
import { DynamoSqlError } from "./errors.ts";
import { findingsOf, inWords } from "./errors_of_values.ts";

/** Where settings come from. Effects come in as parameters. */
export interface Sources {
  /** Setting name (snake_case) → value as the command line gave it. */
  readonly flags: { readonly [name: string]: unknown };
  readonly env: { readonly [name: string]: string };
  /** Config file; absent = `DYNAMOSQL_CONFIG`, else none. */
  readonly configPath?: string;
  /** Reads a text file; throws where it cannot. */
  readFile(path: string): string;
}

/** Settings and what the operator should know about them. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

const PREFIX = "DYNAMOSQL_";
/** Variables that are no settings: the file's path, the stack switch, and one that belongs to MCP clients. */
const OTHER_VARIABLES = new Set(["DYNAMOSQL_CONFIG", "DYNAMOSQL_DEBUG", "DYNAMOSQL_MCP_TOKEN"]);
const NAMES = Object.keys(settingsSchema.shape);

/**
 * Merges the sources and checks every value.
 * Libraries load only where they are needed: a server without a config file starts sooner and smaller.
 * Fails with `config_invalid`, naming the source of the wrong value and never the value of a secret.
 */
export async function loadSettings(sources: Sources): Promise<LoadedSettings> {
  const values = new Map<string, { readonly value: unknown; readonly from: string }>();
  const warnings: string[] = [];

  const path = sources.configPath ?? sources.env["DYNAMOSQL_CONFIG"];
  if (path !== undefined) {
    for await (const [name, value] of configFile(path, sources)) values.set(name, { value, from: path });
  }
  for (const [variable, value] of Object.entries(sources.env)) {
    if (!variable.startsWith(PREFIX) || OTHER_VARIABLES.has(variable)) continue;
    const name = variable.slice(PREFIX.length).toLowerCase();
    const secret = name.endsWith("_file") ? name.slice(0, -"_file".length) : "";
    if (NAMES.includes(name)) {
      values.set(name, { value, from: variable });
    } else if (SECRETS.has(secret)) {
      if (sources.env[variable.slice(0, -"_FILE".length)] !== undefined) {
        throw invalid(
          `${variable} and ${variable.slice(0, -"_FILE".length)} are both set; keep one of them.`,
        );
      }
      values.set(secret, { value: read(value, variable, sources).trim(), from: variable });
    } else {
      warnings.push(`Unknown variable ${variable} is ignored.${await nearestVariable(variable)}`);
    }
  }
  for (const [name, value] of Object.entries(sources.flags)) {
    values.set(name, { value, from: `--${name.replaceAll("_", "-")}` });
  }

  const parsed = settingsSchema.safeParse(
    Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
    inWords,
  );
  if (!parsed.success) {
    throw invalid(
      findingsOf(parsed.error.issues).map(({ place, message }) => {
        const name = /^[^.[]*/.exec(place)?.[0] ?? "";
        const from = values.get(name)?.from ?? "the default";
        return `${place} (from ${from}): ${message}.`;
      }).join("\n"),
    );
  }
  return { settings: parsed.data, warnings };
}

async function* configFile(path: string, sources: Sources): AsyncIterable<[string, unknown]> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const text = read(path, "--config", sources);
  const errors: ParseError[] = [];
  const tree: unknown = parse(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined) {
    const before = text.slice(0, first.offset).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    // PropertyNameExpected → property name expected
    const what = printParseErrorCode(first.error).replaceAll(/(?<=[a-z])[A-Z]/g, " $&").toLowerCase();
    throw invalid(`Config file ${path}, ${place}: ${what}.`);
  }
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) {
    throw invalid(`Config file ${path} must hold one JSON object.`);
  }
  for (const [name, value] of Object.entries(tree)) {
    if (SECRETS.has(name)) {
      const variable = PREFIX + name.toUpperCase();
      throw invalid(
        `Config file ${path}: ${name} is a secret. Set ${variable}, or ${variable}_FILE to a file that holds it.`,
      );
    }
    if (!NAMES.includes(name)) {
      throw invalid(`Config file ${path}: unknown key ${name}.${await didYouMean(name, NAMES)}`);
    }
    yield [name, value];
  }
}

function read(path: string, from: string, sources: Sources): string {
  try {
    return sources.readFile(path);
  } catch (cause) {
    throw new DynamoSqlError("config_invalid", `${from}: cannot read the file ${path}.`, { cause });
  }
}

/** ` Did you mean X?` for a near name, else nothing. */
async function didYouMean(name: string, known: readonly string[], prefix = ""): Promise<string> {
  const { closest, distance } = await import("fastest-levenshtein");
  const near = closest(name, known);
  return distance(name, near) <= Math.max(2, near.length / 3) ? ` Did you mean ${prefix}${near}?` : "";
}

/** Compared without the prefix: what all variables share makes none of them alike. */
function nearestVariable(variable: string): Promise<string> {
  return didYouMean(variable.slice(PREFIX.length), NAMES.map((name) => name.toUpperCase()), PREFIX);
}

function invalid(message: string): DynamoSqlError {
  return new DynamoSqlError("config_invalid", message);
}

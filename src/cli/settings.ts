/**
 * Makes settings and an open store of a command's flags.
 * @module
 */
import { Command, Option } from "commander";
import { SECRETS, type Settings, settingsSchema } from "../config.ts";
import { loadSettings } from "../config_load.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Principal } from "../query/service.ts";
import type { Store } from "../store/store.ts";
import { storeAddress } from "./data_folder.ts";
import { defined } from "../lib/defined.ts";

/** On whose behalf commands read tables: the operator, out of the tenant's budgets and its own. */
export function operatorOf(tenantId: string): Principal {
  return { kind: "operator", id: "cli", tenantId };
}

/** Settings that most commands take as flags: those that act on a tenant's data. */
const COMMON = ["store", "tenant"];

/** Adds `--config` and a flag for each named setting, and the common ones, to a command. */
export function withSettings(
  command: Command,
  names: readonly string[] = [],
  common: readonly string[] = COMMON,
): Command {
  for (const name of new Set([...names, ...common])) {
    const shape: Readonly<Record<string, { readonly description?: string | undefined }>> =
      settingsSchema.shape;
    const flag = `--${name.replaceAll("_", "-")}`;
    const text = shape[name]?.description ?? "";
    const usage = SWITCHES.has(name) ? flag : LISTS.has(name) ? `${flag} <value...>` : `${flag} <value>`;
    command.addOption(new Option(usage, text + shownDefault(name)));
  }
  return command.option("--config <file>", "JSONC config file");
}

/** A command of a group that acts on what is stored: with {@linkcode withSettings} and `--json`. */
export function subcommand(
  name: string,
  description: string,
  names: readonly string[] = [],
  common: readonly string[] = COMMON,
): Command {
  return withSettings(new Command(name).description(description), names, common)
    .option("--json", "print JSON");
}

const SWITCHES: ReadonlySet<string> = new Set<keyof Settings>(["demo"]);
const LISTS: ReadonlySet<string> = new Set<keyof Settings>(["trust_proxy", "allowed_origins"]);

/** Every setting that may be a flag: all but secrets. */
export const FLAG_SETTINGS: readonly string[] = Object.keys(settingsSchema.shape).filter((name) =>
  !SECRETS.has(name)
);

function shownDefault(name: string): string {
  const fallback = defaults[name];
  if (name === "store") return " (default: a file in the user's data folder)";
  if (fallback === undefined || Array.isArray(fallback) || SWITCHES.has(name)) return "";
  const inBytes = typeof fallback === "number" && /bytes|memory/.test(name);
  return ` (default: ${inBytes ? binary(fallback) : fallback})`;
}

/** Bytes as they are typed: `1GiB`. */
function binary(bytes: number): string {
  const [size, unit] = ([[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]] as const)
    .find(([size]) => bytes % size === 0) ?? [1, ""];
  return `${bytes / size}${unit}`;
}

const defaults: Readonly<Record<string, unknown>> = settingsSchema.parse({});

/** Settings from a command's parsed options, the environment and the config file. Warnings go to standard error. */
export async function settingsOf(options: { readonly [name: string]: unknown }): Promise<Settings> {
  const flags: Record<string, unknown> = {};
  for (const name of FLAG_SETTINGS) {
    const value = options[camelCase(name)];
    if (value !== undefined) flags[name] = value;
  }
  const config = options["config"];
  const { settings, warnings } = await loadSettings({
    flags,
    env: Deno.env.toObject(),
    ...defined({ configPath: typeof config === "string" ? config : undefined }),
    readFile: (path) => Deno.readTextFileSync(path),
  });
  for (const warning of warnings) console.error(`Warning: ${warning}`);
  return settings;
}

/**
 * Whether a command may make the store. Only those that a new installation begins with do, and say where: elsewhere a
 * mistyped path, or another user's folder, would look like a store without data.
 */
export type MakingStore = "may make it" | "must be there";

/** Opens the store, gives it to `use`, and closes it however that ends. Fails with `config_invalid` where it must be there. */
export async function withStore<T>(
  settings: Settings,
  use: (store: Store) => Promise<T>,
  making: MakingStore = "must be there",
): Promise<T> {
  const store = await openSettingsStore(settings, making);
  try {
    return await use(store);
  } catch (error) {
    const { withPlace } = await import("../store/mod.ts");
    throw withPlace(error, storeAddress(settings));
  } finally {
    await store.close();
  }
}

/**
 * As {@linkcode withStore}, for commands that act on a tenant's data. Fails with `not_found` where there is no such tenant:
 * a misspelt one would look like one without data.
 */
export async function withTenantStore<T>(
  settings: Settings,
  use: (store: Store) => Promise<T>,
  making?: MakingStore,
): Promise<T> {
  const { tenantExists } = await import("../identity/tenants.ts");
  return await withStore(settings, async (store) => {
    if (!await tenantExists(store, settings.tenant)) {
      throw new DynamoSqlError(
        "not_found",
        `No tenant ${settings.tenant}. Add it with: dynamosql tenant add ${settings.tenant}`,
      );
    }
    return await use(store);
  }, making);
}

/** Opens the store that the settings name. Says on standard error where one was made. */
export async function openSettingsStore(settings: Settings, making: MakingStore): Promise<Store> {
  const { openStore } = await import("../store/mod.ts");
  return await openStore(storeAddress(settings), {
    missing: making === "may make it" ? "make" : "refuse",
    onMade: (place) => console.error(`A new store was made at ${place}.`),
    ...defined({ accessToken: settings.store_token }),
  });
}

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

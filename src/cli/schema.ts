/**
 * `schema add|list|validate|refresh|index-complete|remove`.
 * @module
 */
import { Command } from "commander";
import type { Settings } from "../config.ts";
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { SchemaRecord } from "../catalog/catalog.ts";
import { quoteName } from "../catalog/names.ts";
import { repeated, required } from "./arguments.ts";
import { indexCompleteCommand } from "./index_complete.ts";
import { print, printJson, table } from "./output.ts";
import { type MakingStore, operatorOf, settingsOf, subcommand, withTenantStore } from "./settings.ts";
import type { Store } from "../store/store.ts";
import { defined } from "../lib/defined.ts";
import { withdrawnText } from "./withdrawn.ts";

/** The command. */
export function schemaCommand(): Command {
  const group = new Command("schema").description(
    "manage schemas: which DynamoDB tables SQL sees under which name",
  );
  group.addCommand(addCommand());
  group.addCommand(
    subcommand("list", "list the tenant's schemas").action(async (options) => {
      const { createSchemas } = await import("../catalog/schemas.ts");
      await withSettingsStore(options, async (store, { tenant }) => {
        const all = await createSchemas({ store }).list(tenant);
        if (options.json) return printJson(all.map(schemaJson));
        const rows = all.map((one) => [
          one.schemaName + (one.isDefault ? " *" : ""),
          one.region,
          one.endpoint ?? "-",
          one.roleArn ?? "host's own",
          one.tableAllowlist?.join(" ") ?? "all",
          one.status,
        ]);
        print(table(["SCHEMA", "REGION", "ENDPOINT", "CREDENTIALS", "TABLES", "STATUS"], rows));
      });
    }),
  );
  group.addCommand(
    subcommand("validate", "ask AWS whether the schema's tables can be read").argument("<name>")
      .action(async (name: string, options) => {
        const { createSchemas } = await import("../catalog/schemas.ts");
        await withSettingsStore(options, async (store, { tenant }) => {
          const check = await createSchemas({ store }).validate(tenant, name);
          if (options.json) printJson(check);
          // The message says what to do already.
          if (!check.ok) {
            throw new DynamoSqlError("bad_request", [check.message, ...check.advice ?? []].join(" "));
          }
          if (!options.json) print(`${check.message}\n`);
        });
      }),
  );
  group.addCommand(
    subcommand("refresh", "describe and sample the schema's tables again").argument("<name>")
      .action(async (name: string, options) => {
        const [{ createCatalog, createSchemas }, { createUsageMeter, payerOf }] = await Promise.all([
          import("../catalog/mod.ts"),
          import("../query/usage.ts"),
        ]);
        await withSettingsStore(options, async (store, settings) => {
          const catalog = createCatalog({
            store,
            limits: settings,
            withdrawn: (what) => console.error(withdrawnText(what)),
          });
          const onError = (error: unknown) => console.error(asDynamoSqlError(error).message);
          await using usage = createUsageMeter({ store, limits: settings, clock: Date.now, onError });
          const payer = payerOf(usage, operatorOf(settings.tenant));
          const { tables } = await catalog.list(settings.tenant, { schemaName: name, refresh: "force" });
          const described = [];
          for (const one of tables) {
            const { description } = await catalog.describe(settings.tenant, {
              schemaName: name,
              tableName: one.name,
              refresh: "force",
              payer,
            });
            described.push({
              table: one.name,
              item_count: description.itemCount,
              sampled: description.sample.items,
              columns: Object.keys(description.attributes).length,
            });
          }
          if (options.json) printJson(described);
          else {
            const rows = described.map((one) => [
              one.table,
              String(one.item_count),
              String(one.sampled),
              String(one.columns),
            ]);
            print(table(["TABLE", "ITEMS", "SAMPLED", "COLUMNS"], rows));
          }
          const { tableAllowlist = [] } = await createSchemas({ store }).get(settings.tenant, name);
          const there = new Set(tables.map((one) => one.physicalName));
          const missing = tableAllowlist.filter((one) => one !== "*" && !there.has(one));
          if (missing.length === 0) return;
          throw new DynamoSqlError(
            "table_not_found",
            `DynamoDB has no table ${
              missing.join(", ")
            }, which the schema's allow-list names. Make it, or correct ` +
              "the schema: dynamosql schema list --json",
          );
        });
      }),
  );
  group.addCommand(indexCompleteCommand());
  group.addCommand(
    subcommand("remove", "forget a schema; its tables in DynamoDB are not touched").argument("<name>")
      .action(async (name: string, options) => {
        const { createSchemas } = await import("../catalog/schemas.ts");
        await withSettingsStore(options, async (store, { tenant }) => {
          await createSchemas({ store }).remove(tenant, name);
          if (options.json) printJson({ schema_name: name, removed: true });
          else print(`Removed schema ${name}.\n`);
        });
      }),
  );
  return group;
}

function addCommand(): Command {
  return subcommand("add", "make tables of one region (and account) available to SQL")
    .argument("<name>", "the schema's name in SQL: letters, digits and _")
    .option("--region <region>", "AWS region, such as eu-west-1 (required)")
    .option("--endpoint <url>", "a VPC endpoint or DynamoDB Local")
    .option("--role-arn <arn>", "role to assume (default: the host's own credentials)")
    .option("--external-id <id>", "external id of the role's trust policy (default: a random one)")
    .option("--table <name>", "show this table only; may be given several times", repeated)
    .option("--prefix <text>", "show only tables that begin with it, without it")
    .option("--default", "make it the schema of unqualified table names")
    .action(async (name: string, options, command: Command) => {
      const region = required(command, "region");
      const { createSchemas } = await import("../catalog/schemas.ts");
      await withSettingsStore(options, async (store, { tenant }) => {
        const schemas = createSchemas({ store });
        const { endpoint, roleArn, externalId, table: tableAllowlist, prefix: tablePrefix } = options;
        const added = await inFlags(
          tableAllowlist,
          schemas.add(
            tenant,
            defined({ schemaName: name, region, endpoint, roleArn, externalId, tableAllowlist, tablePrefix }),
          ),
        );
        const record = options.default && !added.isDefault ? await schemas.setDefault(tenant, name) : added;
        if (options.json) return printJson(schemaJson(record));
        print(`Added schema ${record.schemaName}${record.isDefault ? " (default)" : ""}.\n`);
        if (record.externalId !== undefined) print(`External id of the trust policy: ${record.externalId}\n`);
        const quoted = quoteName(record.schemaName);
        if (quoted !== record.schemaName) {
          console.error(`It is a keyword of SQL: write ${quoted}.table there.`);
        }
        console.error(`Check it with: dynamosql schema validate ${record.schemaName}`);
      }, "may make it");
    });
}

/** Fields that are called otherwise on this command line. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ["schemaName", "<name>"],
  ["roleArn", "--role-arn"],
  ["externalId", "--external-id"],
  ["tableAllowlist", "--table"],
  ["tablePrefix", "--prefix"],
]);

/** An error about a field speaks of what was typed. */
async function inFlags<T>(tables: readonly string[] | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DynamoSqlError) || error.code !== "invalid_parameter") throw error;
    const message = error.message.replace(
      /tableAllowlist\[(\d+)\]/,
      (_, at) => `--table ${JSON.stringify(tables?.[at] ?? "")}`,
    ).replaceAll(/\b[a-z]+[A-Z][A-Za-z]+\b/g, (word) => FLAGS.get(word) ?? word);
    throw new DynamoSqlError(error.code, message, error.detail);
  }
}

async function withSettingsStore(
  options: { readonly [name: string]: unknown },
  use: (store: Store, settings: Settings) => Promise<void>,
  making?: MakingStore,
): Promise<void> {
  const settings = await settingsOf(options);
  await withTenantStore(settings, (store) => use(store, settings), making);
}

const schemaJson = (record: SchemaRecord) => ({
  schema_name: record.schemaName,
  tenant_id: record.tenantId,
  region: record.region,
  endpoint: record.endpoint ?? null,
  account_id: record.accountId ?? null,
  role_arn: record.roleArn ?? null,
  external_id: record.externalId ?? null,
  table_allowlist: record.tableAllowlist ?? null,
  table_prefix: record.tablePrefix ?? null,
  status: record.status,
  is_default: record.isDefault,
  created_at: record.createdAt,
  updated_at: record.updatedAt,
});

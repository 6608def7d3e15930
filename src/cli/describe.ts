/**
 * `describe TABLE`: what `describe_table` answers.
 * @module
 */
import { Command } from "commander";
import { asDynamoSqlError } from "../errors.ts";
import { defined } from "../lib/defined.ts";
import { counted } from "../lib/counted.ts";
import { print, printJson, table } from "./output.ts";
import { operatorOf, settingsOf, subcommand, withTenantStore } from "./settings.ts";
import { refreshOption } from "./tables.ts";
import { visible } from "./visible.ts";

/** The command. */
export function describeCommand(): Command {
  return subcommand("describe", "show a table's columns, keys and indexes, as describe_table does")
    .argument("<table>", "table, schema.table, or a name as SQL quotes it")
    .option("--schema <name>", "the schema (default: the tenant's default schema)")
    .addOption(refreshOption())
    .action(async (tableName: string, options) => {
      const settings = await settingsOf(options);
      const [{ createCatalog }, { describeResult }, { createUsageMeter, payerOf }] = await Promise.all([
        import("../catalog/mod.ts"),
        import("../mcp/describe_result.ts"),
        import("../query/usage.ts"),
      ]);
      await withTenantStore(settings, async (store) => {
        const onError = (error: unknown) => console.error(asDynamoSqlError(error).message);
        await using usage = createUsageMeter({ store, limits: settings, clock: Date.now, onError });
        const described = await createCatalog({ store, limits: settings }).describe(settings.tenant, {
          tableName,
          ...defined({ schemaName: options.schema }),
          refresh: options.refresh,
          payer: payerOf(usage, operatorOf(settings.tenant)),
        });
        const result = describeResult(described);
        if (options.json) return printJson(result);
        const { items, complete } = result.sample;
        print(
          `${visible(result.qualified_name)}: ${counted(result.item_count, "item")}; ` +
            `columns are known from ${complete ? "all of" : "a sample of"} ${counted(items, "item")}.\n\n`,
        );
        print(table(
          ["COLUMN", "TYPE", "IN ITEMS"],
          result.columns.map((one) => [one.name, one.type, `${Math.round(one.presence * 100)} %`]),
        ));
        print("\n");
        print(table(
          ["INDEX", "KIND", "PARTITION KEY", "SORT KEY", "PROJECTION"],
          result.indexes.map((one) => [
            one.name,
            one.type,
            `${one.hashKey} (${one.hashKeyType})`,
            one.sortKey === undefined ? "-" : `${one.sortKey} (${one.sortKeyType})`,
            one.projection ?? "-",
          ]),
        ));
        if (result.more_columns !== undefined) console.error(result.more_columns.note);
      });
    });
}

/**
 * `schema index-complete TABLE INDEX`: declares that an index holds every item of its table.
 * @module
 */
import type { Command } from "commander";
import { quoteName } from "../catalog/names.ts";
import { asDynamoSqlError } from "../errors.ts";
import { defined } from "../lib/defined.ts";
import { print, printJson, SOON } from "./output.ts";
import { operatorOf, settingsOf, subcommand, withTenantStore } from "./settings.ts";
import { visible } from "./visible.ts";
import { withdrawnText } from "./withdrawn.ts";

/** The command. */
export function indexCompleteCommand(): Command {
  return subcommand("index-complete", "declare that an index holds every item of its table")
    .argument("<table>", "table, schema.table, or a name as SQL quotes it")
    .argument("<index>", "the index's name")
    .option("--schema <name>", "the schema (default: the tenant's default schema)")
    .option("--off", "take the declaration back")
    .action(async (tableName: string, index: string, options) => {
      const settings = await settingsOf(options);
      const [{ createCatalog }, { createUsageMeter, payerOf }] = await Promise.all([
        import("../catalog/mod.ts"),
        import("../query/usage.ts"),
      ]);
      await withTenantStore(settings, async (store) => {
        const onError = (error: unknown) => console.error(asDynamoSqlError(error).message);
        await using usage = createUsageMeter({ store, limits: settings, clock: Date.now, onError });
        const on = options.off !== true;
        const catalog = createCatalog({
          store,
          limits: settings,
          withdrawn: (what) => console.error(withdrawnText(what)),
        });
        const { table, index: found, qualifiedName } = await catalog.declareComplete(settings.tenant, {
          tableName,
          ...defined({ schemaName: options.schema }),
          index,
          on,
          payer: payerOf(usage, operatorOf(settings.tenant)),
        });
        const { items } = table.sample;
        if (options.json) {
          return printJson({
            schema_name: table.schemaName,
            table_name: table.name,
            index_name: found.name,
            complete: on,
            sampled: items,
          });
        }
        const named = `${visible(qualifiedName)}, index ${visible(quoteName(found.name))}`;
        print(
          on
            ? `${named}: declared complete. None of ${items} items that were looked at contradicts that.${SOON}\n`
            : `${named}: not declared complete any more.${SOON}\n`,
        );
      });
    });
}

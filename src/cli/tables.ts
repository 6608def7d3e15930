/**
 * `tables [SCHEMA]`: what `list_tables` answers.
 * @module
 */
import { Command, Option } from "commander";
import { defined } from "../lib/defined.ts";
import { print, printJson, table } from "./output.ts";
import { settingsOf, subcommand, withTenantStore } from "./settings.ts";

/** When DynamoDB is asked again, as the tools have it. */
export const refreshOption = (): Option =>
  new Option("--refresh <when>", "ask DynamoDB again").choices(["if_stale", "force", "skip"]).default(
    "if_stale",
  );

/** The command. */
export function tablesCommand(): Command {
  return subcommand("tables", "list the tables of a schema, as list_tables does")
    .argument("[schema]", "the schema (default: the tenant's default schema)")
    .option("--name-contains <text>", "only tables whose name has this part, in any case")
    .addOption(refreshOption())
    .action(async (schemaName: string | undefined, options) => {
      const settings = await settingsOf(options);
      const [{ createCatalog }, { listResult }] = await Promise.all([
        import("../catalog/mod.ts"),
        import("../mcp/tools/list_tables.ts"),
      ]);
      await withTenantStore(settings, async (store) => {
        const listing = await createCatalog({ store, limits: settings }).list(settings.tenant, {
          ...defined({ schemaName, nameContains: options.nameContains }),
          refresh: options.refresh,
        });
        const result = listResult(listing, schemaName === undefined);
        if (options.json) return printJson(result);
        print(table(
          ["TABLE", "ITEMS", "DYNAMODB TABLE", "SEEN"],
          result.tables.map((one) => [
            one.qualified_name,
            one.item_count === null ? "-" : String(one.item_count),
            one.physical_table_name,
            one.refreshed_at ?? "-",
          ]),
        ));
        if (result.truncated) console.error("There are more tables: narrow with --name-contains.");
        const others = result.schemas ?? [];
        if (others.length > 0) console.error(`Other schemas: ${others.join(", ")}`);
      });
    });
}

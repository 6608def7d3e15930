/**
 * `tenant add|list`.
 * @module
 */
import { Command } from "commander";
import { print, printJson, table } from "./output.ts";
import { settingsOf, withSettings, withStore } from "./settings.ts";

/** The command. */
export function tenantCommand(): Command {
  const group = new Command("tenant").description("manage tenants; a fresh install has `default`");
  group.addCommand(
    withSettings(new Command("add"), ["store"], [])
      .description("add a tenant")
      .argument("<name>", "lower-case letters, digits and hyphens, at most 63")
      .option("--json", "print JSON")
      .action(async (name: string, options) => {
        const { createTenants } = await import("../identity/tenants.ts");
        await withStore(await settingsOf(options), async (store) => {
          const tenant = await createTenants({ store, clock: Date.now }).add(name);
          if (options.json) printJson(tenantJson(tenant));
          else print(`Added tenant ${tenant.id}.\n`);
        });
      }),
  );
  group.addCommand(
    withSettings(new Command("list"), ["store"], [])
      .description("list tenants")
      .option("--json", "print JSON")
      .action(async (options) => {
        const { createTenants } = await import("../identity/tenants.ts");
        await withStore(await settingsOf(options), async (store) => {
          const tenants = await createTenants({ store, clock: Date.now }).list();
          if (options.json) printJson(tenants.map(tenantJson));
          else {print(
              table(["TENANT", "CREATED"], tenants.map((one) => [one.id, created(one.createdAt) ?? "-"])),
            );}
        });
      }),
  );
  return group;
}

const created = (time: number) => time === 0 ? null : new Date(time).toISOString();

const tenantJson = (tenant: { readonly id: string; readonly createdAt: number }) => ({
  tenant_id: tenant.id,
  created_at: created(tenant.createdAt),
});

/**
 * `tenant add|list`.
 * @module
 */
import { Command } from "commander";
import { iso, print, printJson, table } from "./output.ts";
import { settingsOf, subcommand, withStore } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** The command. */
export function tenantCommand(): Command {
  const group = new Command("tenant").description("manage tenants; a fresh install has `default`");
  group.addCommand(
    subcommand("add", "add a tenant", [], ["store"])
      .argument("<name>", "lower-case letters, digits and hyphens, at most 63")
      .action(async (name: string, options) => {
        const { createTenants } = await import("../identity/tenants.ts");
        await withStore(await settingsOf(options), async (store) => {
          const tenant = await createTenants({ ...systemRuntime, store }).add(name);
          if (options.json) printJson(tenantJson(tenant));
          else print(`Added tenant ${tenant.id}.\n`);
        });
      }),
  );
  group.addCommand(
    subcommand("list", "list tenants", [], ["store"])
      .action(async (options) => {
        const { createTenants } = await import("../identity/tenants.ts");
        await withStore(await settingsOf(options), async (store) => {
          const tenants = await createTenants({ ...systemRuntime, store }).list();
          if (options.json) printJson(tenants.map(tenantJson));
          else {print(
              table(["TENANT", "CREATED"], tenants.map((one) => [one.id, created(one.createdAt) ?? "-"])),
            );}
        });
      }),
  );
  return group;
}

/** `default` was never made. */
const created = (time: number) => iso(time === 0 ? undefined : time);

const tenantJson = (tenant: { readonly id: string; readonly createdAt: number }) => ({
  tenant_id: tenant.id,
  created_at: created(tenant.createdAt),
});

/**
 * `client create|list|rotate|disable|enable|delete`.
 * @module
 */
import { Command } from "commander";
import type { Settings } from "../config.ts";
import type { ApiClient, ApiClients, ClientWithSecret } from "../identity/api_clients.ts";
import { iso, print, printJson, SOON, table } from "./output.ts";
import { duration, required } from "./arguments.ts";
import { settingsOf, subcommand, withTenantStore } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** The command. */
export function clientCommand(): Command {
  const group = new Command("client").description("manage API clients: an id and a secret for a program");
  group.addCommand(
    subcommand("create", "make a client; its secret is shown this once")
      .option("--label <label>", "what it is for, for people (required)")
      .option("--scope <scopes>", "what it may do", "query schemas:read")
      .action(async (options, command: Command) => {
        const label = required(command, "label");
        const { parseScopes } = await import("../identity/scopes.ts");
        const scopes = parseScopes(options.scope);
        await withClients(options, async (clients, { tenant }) => {
          showSecret(await clients.create({ tenantId: tenant, label, scopes }), options);
        });
      }),
  );
  group.addCommand(
    subcommand("list", "list the tenant's clients").action((options) =>
      withClients(options, async (clients, { tenant }) => {
        const all = await clients.list(tenant);
        if (options.json) return printJson(all.map(clientJson));
        const rows = all.map((one) => [
          one.clientId,
          one.label,
          one.scopes.join(" "),
          one.disabled ? "disabled" : "active",
          iso(one.createdAt) ?? "",
          iso(one.lastUsedAt) ?? "never",
        ]);
        print(table(["CLIENT ID", "LABEL", "SCOPES", "STATUS", "CREATED", "LAST USED"], rows));
      })
    ),
  );
  group.addCommand(
    subcommand("rotate", "give a client a new secret")
      .argument("<client-id>")
      .option(
        "--overlap <duration>",
        "how long the old secret stays valid too: 0, 30s, 15m, 1h, 2d",
        duration,
        0,
      )
      .action((id: string, options) =>
        withClients(options, async (clients, { tenant }) => {
          showSecret(await clients.rotate(tenant, id, { overlapSeconds: options.overlap }), options);
        })
      ),
  );
  for (const [name, done] of [["disable", "Disabled"], ["enable", "Enabled"]] as const) {
    group.addCommand(
      subcommand(
        name,
        name === "disable" ? "refuse a client and its tokens" : "accept a disabled client again",
      )
        .argument("<client-id>")
        .action((id: string, options) =>
          withClients(options, async (clients, { tenant }) => {
            const client = await clients[name](tenant, id);
            if (options.json) printJson(clientJson(client));
            else print(`${done} ${client.clientId} (${client.label}).${SOON}\n`);
          })
        ),
    );
  }
  group.addCommand(
    subcommand("delete", "delete a client for good; its tokens are refused")
      .argument("<client-id>")
      .action((id: string, options) =>
        withClients(options, async (clients, { tenant }) => {
          await clients.delete(tenant, id);
          if (options.json) printJson({ client_id: id, deleted: true });
          else print(`Deleted ${id}.${SOON}\n`);
        })
      ),
  );
  return group;
}

async function withClients(
  options: { readonly [name: string]: unknown },
  use: (clients: ApiClients, settings: Settings) => Promise<void>,
): Promise<void> {
  const settings = await settingsOf(options);
  const [{ createApiClients }, { createRevision }] = await Promise.all([
    import("../identity/api_clients.ts"),
    import("../store/revision.ts"),
  ]);
  await withTenantStore(
    settings,
    (store) => use(createApiClients({ ...systemRuntime, store, revision: createRevision(store) }), settings),
  );
}

function showSecret(made: ClientWithSecret, options: { readonly json?: unknown }): void {
  if (options.json) {
    const { client_id, ...rest } = clientJson(made.client);
    return printJson({ client_id, client_secret: made.clientSecret, ...rest });
  }
  print(`client_id:     ${made.clientId}\nclient_secret: ${made.clientSecret}\n`);
  console.error("The secret is shown this once and stored only as a hash. Keep it safe.");
}

function clientJson(client: ApiClient) {
  return {
    client_id: client.clientId,
    tenant_id: client.tenantId,
    label: client.label,
    scope: client.scopes.join(" "),
    status: client.disabled ? "disabled" : "active",
    created_at: iso(client.createdAt),
    secret_created_at: iso(client.secretCreatedAt),
    overlap_ends_at: iso(client.overlapEndsAt),
    last_used_at: iso(client.lastUsedAt),
  };
}

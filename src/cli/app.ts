/**
 * `app add|list|remove`: OAuth clients that the operator registers beforehand.
 * @module
 */
import { Command } from "commander";
import type { OperatorClient, OperatorClients } from "../oauth/clients/operator_clients.ts";
import { repeated, required } from "./arguments.ts";
import { iso, print, printJson, SOON, table } from "./output.ts";
import { settingsOf, subcommand, withStore } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";
import { counted } from "../lib/counted.ts";
import { defined } from "../lib/defined.ts";

/** The command. */
export function appCommand(): Command {
  const group = new Command("app").description("manage OAuth clients (apps) registered beforehand");
  group.addCommand(
    subcommand("add", "register an app; a confidential one's secret is shown this once", [], ["store"])
      .argument("<id>", "its client_id: letters, digits and . _ ~ -, or its metadata document's URL")
      .option("--name <name>", "what people see at consent (required)")
      .option(
        "--redirect-uri <uri>",
        "where it gets its answer: https, or http on a loopback host; repeat for more (required)",
        repeated,
      )
      .option("--confidential", "give it a secret; without, it is public and uses PKCE alone")
      .option("--jwks-uri <url>", "where its public keys lie, if it authenticates by private_key_jwt")
      .option("--scope <scopes>", "what it may ask for at most", "query schemas:read")
      .addHelpText(
        "after",
        "\nAn app acts for people who sign in. A program of its own needs: dynamosql client create",
      )
      .action(async (id: string, options, command: Command) => {
        const name = required(command, "name");
        const redirectUris: unknown = options.redirectUri;
        if (!Array.isArray(redirectUris)) {
          command.error("error: required option '--redirect-uri' not specified");
        }
        const { parseScopes } = await import("../identity/scopes.ts");
        const scopes = parseScopes(options.scope);
        await withApps(options, async (apps) => {
          const { client, clientSecret } = await apps.add({
            clientId: id,
            name,
            redirectUris: options.redirectUri,
            confidential: options.confidential === true,
            scopes,
            ...defined({ jwksUri: options.jwksUri }),
          });
          if (options.json) {
            const { client_id, ...rest } = appJson(client);
            return printJson({
              client_id,
              ...defined({ client_secret: clientSecret }),
              ...rest,
            });
          }
          print(`client_id:     ${client.clientId}\n`);
          if (clientSecret === undefined) return;
          print(`client_secret: ${clientSecret}\n`);
          console.error("The secret is shown this once and stored only as a hash. Keep it safe.");
        });
      }),
  );
  group.addCommand(
    subcommand("list", "list the registered apps", [], ["store"]).action((options) =>
      withApps(options, async (apps) => {
        const all = await apps.list();
        if (options.json) return printJson(all.map(appJson));
        const rows = all.map((one) => [
          one.clientId,
          one.name,
          one.authMethod === "none" ? "public" : one.authMethod === "private_key_jwt" ? "keys" : "secret",
          one.redirectUris.join(" "),
          iso(one.createdAt) ?? "config file",
        ]);
        print(table(["CLIENT ID", "NAME", "KIND", "REDIRECT URIS", "CREATED"], rows));
      })
    ),
  );
  group.addCommand(
    subcommand("remove", "remove an app; what people granted it is revoked", [], ["store"])
      .argument("<id>")
      .action((id: string, options) =>
        withApps(options, async (apps, revokeAll) => {
          await apps.remove(id);
          const grants = await revokeAll(id);
          if (options.json) printJson({ client_id: id, removed: true, grants_revoked: grants });
          else print(`Removed ${id}; ${counted(grants, "grant")} revoked.${SOON}\n`);
        })
      ),
  );
  return group;
}

async function withApps(
  options: { readonly [name: string]: unknown },
  use: (apps: OperatorClients, revokeAll: (clientId: string) => Promise<number>) => Promise<void>,
): Promise<void> {
  const settings = await settingsOf(options);
  const [{ createOperatorClients }, { configuredClients }, { createGrants }, { createRevision }] =
    await Promise
      .all([
        import("../oauth/clients/operator_clients.ts"),
        import("../oauth/clients/configured.ts"),
        import("../oauth/grant_store/grants.ts"),
        import("../store/revision.ts"),
      ]);
  await withStore(settings, (store) => {
    const revision = createRevision(store);
    const grants = createGrants({ ...systemRuntime, store, revision });
    const apps = createOperatorClients({
      ...systemRuntime,
      store,
      revision,
      privateRedirects: settings.private_redirects,
      configured: configuredClients(settings.apps),
    });
    return use(apps, (clientId) => grants.revokeAll({ clientId }));
  });
}

const appJson = (client: OperatorClient) => ({
  client_id: client.clientId,
  name: client.name,
  redirect_uris: client.redirectUris,
  token_endpoint_auth_method: client.authMethod,
  scope: client.scopes.join(" "),
  ...defined({ jwks_uri: client.jwksUri }),
  from: client.createdAt === undefined ? "config" : "store",
  created_at: iso(client.createdAt),
});

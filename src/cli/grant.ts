/**
 * `grant list|revoke`: what people allowed apps to do.
 * @module
 */
import { Command } from "commander";
import type { User } from "../identity/user.ts";
import type { OAuthGrant } from "../oauth/grant_store/grant.ts";
import type { Store } from "../store/store.ts";
import { iso, print, printJson, SOON, table } from "./output.ts";
import { settingsOf, subcommand, withTenantStore } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** The command. */
export function grantCommand(): Command {
  const group = new Command("grant").description("see and revoke what people allowed apps to do");
  group.addCommand(
    subcommand("list", "list the tenant's grants, newest first")
      .option("--user <email>", "only those of this user")
      .action((options) =>
        withGrants(options, async ({ grants, users, tenant }) => {
          const email: unknown = options.user;
          const user = typeof email === "string" ? await users.inTenant(tenant, email) : undefined;
          const found = await grants.list(tenant, user?.userId);
          const people = new Map<string, User | null>();
          for (const { userId } of found) {
            if (!people.has(userId)) people.set(userId, await users.find(userId));
          }
          const emailOf = ({ userId }: OAuthGrant) => people.get(userId)?.email ?? null;
          if (options.json) return printJson(found.map((one) => grantJson(one, emailOf(one))));
          const rows = found.map((one) => [
            one.grantId,
            emailOf(one) ?? one.userId,
            one.clientName,
            one.redirectHost,
            one.scopes.join(" "),
            iso(one.createdAt) ?? "",
            iso(one.lastUsedAt) ?? "never",
          ]);
          print(table(["GRANT ID", "USER", "APP", "REDIRECTS TO", "SCOPES", "CREATED", "LAST USED"], rows));
        })
      ),
  );
  group.addCommand(
    subcommand("revoke", "revoke a grant; all its tokens are refused")
      .argument("<grant-id>")
      .action((id: string, options) =>
        withGrants(options, async ({ grants, tenant }) => {
          await grants.revoke(tenant, id);
          if (options.json) printJson({ grant_id: id, revoked: true });
          else print(`Revoked ${id}.${SOON}\n`);
        })
      ),
  );
  return group;
}

async function parts(store: Store) {
  const [{ createGrants }, { createUsers }, { createRevision }] = await Promise.all([
    import("../oauth/grant_store/grants.ts"),
    import("../identity/users.ts"),
    import("../store/revision.ts"),
  ]);
  const revision = createRevision(store);
  return {
    grants: createGrants({ ...systemRuntime, store, revision }),
    users: createUsers({ ...systemRuntime, store, revision }),
  };
}

async function withGrants(
  options: { readonly [name: string]: unknown },
  use: (given: Awaited<ReturnType<typeof parts>> & { readonly tenant: string }) => Promise<void>,
): Promise<void> {
  const settings = await settingsOf(options);
  await withTenantStore(settings, async (store) => use({ ...await parts(store), tenant: settings.tenant }));
}

const grantJson = (grant: OAuthGrant, email: string | null) => ({
  grant_id: grant.grantId,
  tenant_id: grant.tenantId,
  user_id: grant.userId,
  email,
  client_id: grant.clientId,
  client_name: grant.clientName,
  client_known: grant.clientKnown,
  redirect_host: grant.redirectHost,
  scope: grant.scopes.join(" "),
  resource: grant.resource,
  created_at: iso(grant.createdAt),
  last_used_at: iso(grant.lastUsedAt),
  expires_at: iso(grant.expiresAt),
});

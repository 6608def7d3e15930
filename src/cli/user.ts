/**
 * `user add|list|disable|enable|reset`.
 * @module
 */
import { counted } from "../lib/counted.ts";
import { Command } from "commander";
import type { Settings } from "../config.ts";
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { User } from "../identity/user.ts";
import type { Users } from "../identity/users.ts";
import type { Revision } from "../store/revision.ts";
import type { Store } from "../store/store.ts";
import { iso, print, printJson, SOON, table } from "./output.ts";
import { type MakingStore, settingsOf, subcommand, withTenantStore } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** The command. */
export function userCommand(): Command {
  const group = new Command("user").description("manage the people who sign in");
  group.addCommand(
    subcommand("add", "add a user; prints a one-time link to set the password, unless one is given", [
      "public_url",
      "port",
    ])
      .argument("<email>")
      .option("--admin", "may manage the tenant")
      .option("--password-stdin", "read the password from standard input")
      .action((email: string, options) =>
        withUsers(options, async ({ users, settings, link }) => {
          const role = options.admin ? "admin" as const : "member" as const;
          if (!options.passwordStdin) {
            const user = await users.add({ tenantId: settings.tenant, email, role });
            return showLink(user, await link(user), options, "Added");
          }
          const passwordHash = await hashOf(readSecret(), email);
          const user = await users.add({ tenantId: settings.tenant, email, role, passwordHash });
          if (options.json) printJson(userJson(user));
          else print(`Added ${user.email} (${user.role} of ${user.tenantId}).\n`);
        }, "may make it")
      ),
  );
  group.addCommand(
    subcommand("list", "list the tenant's users").action((options) =>
      withUsers(options, async ({ users, settings }) => {
        const all = await users.list(settings.tenant);
        if (options.json) return printJson(all.map(userJson));
        const rows = all.map((one) => [
          one.email,
          one.role,
          one.disabled ? "disabled" : "active",
          [one.hasTotp ? "app" : "", one.passkeys > 0 ? counted(one.passkeys, "passkey") : ""].filter(Boolean)
            .join(", ") || "-",
          iso(one.createdAt) ?? "",
          iso(one.lastSignInAt) ?? "never",
        ]);
        print(table(["E-MAIL", "ROLE", "STATUS", "SECOND STEP", "CREATED", "LAST SIGN-IN"], rows));
      })
    ),
  );
  group.addCommand(
    subcommand("disable", "end a user's sessions, revoke what they connected, and refuse their sign-in")
      .argument("<email>")
      .action((email: string, options) =>
        withUsers(options, async ({ users, settings, store, revision }) => {
          const { userId } = await users.inTenant(settings.tenant, email);
          const user = await users.setDisabled(settings.tenant, userId, true);
          const { createGrants } = await import("../oauth/grant_store/grants.ts");
          const revoked = await createGrants({ ...systemRuntime, store, revision }).revokeAll({ userId });
          if (options.json) printJson({ ...userJson(user), grants_revoked: revoked });
          else print(`Disabled ${user.email}; ${counted(revoked, "grant")} revoked.${SOON}\n`);
        })
      ),
  );
  group.addCommand(
    subcommand("enable", "accept a disabled user again").argument("<email>").action((
      email: string,
      options,
    ) =>
      withUsers(options, async ({ users, settings }) => {
        const { userId } = await users.inTenant(settings.tenant, email);
        const user = await users.setDisabled(settings.tenant, userId, false);
        if (options.json) printJson(userJson(user));
        else print(`Enabled ${user.email}.${SOON}\n`);
      })
    ),
  );
  group.addCommand(
    subcommand("reset", "print a one-time link to set a new password, valid for an hour", [
      "public_url",
      "port",
    ])
      .argument("<email>")
      .option("--drop-factors", "using the link also removes app, passkeys and recovery codes")
      .action((email: string, options) =>
        withUsers(options, async ({ users, settings, link }) => {
          const user = await users.inTenant(settings.tenant, email);
          if (user.disabled) {
            throw new DynamoSqlError(
              "conflict",
              `The user is disabled. Enable them first: dynamosql user enable ${email}`,
            );
          }
          showLink(user, await link(user, Boolean(options.dropFactors)), options, "Reset");
        })
      ),
  );
  return group;
}

interface UserContext {
  readonly users: Users;
  readonly settings: Settings;
  readonly store: Store;
  readonly revision: Revision;
  /** A one-time link for the user. */
  readonly link: (user: User, dropFactors?: boolean) => Promise<string>;
}

async function withUsers(
  options: { readonly [name: string]: unknown },
  use: (context: UserContext) => Promise<void>,
  making?: MakingStore,
): Promise<void> {
  const settings = await settingsOf(options);
  const [{ createUsers }, { createPasswordLinks }, { createRevision }] = await Promise.all([
    import("../identity/users.ts"),
    import("../identity/password_links.ts"),
    import("../store/revision.ts"),
  ]);
  await withTenantStore(settings, async (store) => {
    const revision = createRevision(store);
    const users = createUsers({ ...systemRuntime, store, revision });
    const links = createPasswordLinks({ ...systemRuntime, store, users });
    const origin = settings.public_url ?? `http://localhost:${settings.port}`;
    await use({
      users,
      settings,
      store,
      revision,
      link: async ({ userId }, dropFactors = false) =>
        `${origin}/portal/reset?token=${await links.create(userId, { dropFactors })}`,
    });
  }, making);
}

function showLink(user: User, link: string, options: { readonly json?: unknown }, done: string): void {
  if (options.json) return printJson({ ...userJson(user), link, link_expires_in: 3600 });
  print(`${done} ${user.email}. Hand over this link; it sets the password, once, within an hour:\n${link}\n`);
  console.error("It begins with the public URL: --public-url or DYNAMOSQL_PUBLIC_URL, else localhost.");
}

async function hashOf(password: string, email: string): Promise<string> {
  const [{ checkPassword }, { createPasswords }] = await Promise.all([
    import("../identity/password_rules.ts"),
    import("../identity/password.ts"),
  ]);
  try {
    checkPassword(password, email);
  } catch (thrown) {
    const { code, message } = asDynamoSqlError(thrown);
    throw new DynamoSqlError(code, `The password on standard input cannot be used. ${message}`);
  }
  return await createPasswords().hash(password);
}

/** The first line of standard input, of 4 KiB at most. Fails with `invalid_parameter` if it is no UTF-8. */
function readSecret(): string {
  if (Deno.stdin.isTerminal()) console.error("Type the password and press Enter. It is shown.");
  const line: number[] = [];
  const byte = new Uint8Array(1);
  while (line.length < 4096 && Deno.stdin.readSync(byte) !== null && byte[0] !== 0x0a) line.push(...byte);
  try {
    // What is no text here would be a password that nobody can type.
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(line)).replace(/\r$/, "");
  } catch {
    throw new DynamoSqlError("invalid_parameter", "The password on standard input is not UTF-8.");
  }
}

function userJson(user: User) {
  return {
    user_id: user.userId,
    tenant_id: user.tenantId,
    email: user.email,
    role: user.role,
    status: user.disabled ? "disabled" : "active",
    totp: user.hasTotp,
    passkeys: user.passkeys,
    created_at: iso(user.createdAt),
    last_sign_in_at: iso(user.lastSignInAt),
  };
}

/**
 * `serve --demo`: an emulator with data, a store that is thrown away, one schema, one API client, and the notice.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { createApiClients } from "../identity/api_clients.ts";
import { createPasswords } from "../identity/password.ts";
import { randomText, systemRandom } from "../lib/random.ts";
import { createUsers } from "../identity/users.ts";
import { createSchemas } from "../catalog/schemas.ts";
import { openTempFolder } from "../lib/temp_folders.ts";
import { createRevision } from "../store/revision.ts";
import type { Store } from "../store/store.ts";
import { startEmulator } from "./emulator.ts";
import { demoNotice } from "./notice.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** Region of the emulator: any will do. */
const REGION = "eu-central-1";
const SCHEMA = "east";
const TENANT = "default";
const EMAIL = "demo@example.com";

/** What the demo takes from the settings. */
export interface DemoSettings {
  /** The store's address, where the operator gave one. */
  readonly store?: string | undefined;
}

/** A server that answers. */
export interface DemoServer {
  readonly publicUrl: string;
  readonly store: Store;
}

/**
 * Serves the demo until the server ends. Fails with `config_invalid` on an address that others could reach.
 * @param loopback whether the server listens on loopback only
 * @param serve runs the server on that store; calls `ready` when requests are answered
 * @param print shows the notice
 */
export async function serveDemo(
  settings: DemoSettings,
  loopback: boolean,
  serve: (store: string, ready: (server: DemoServer) => Promise<void>) => Promise<void>,
  print: (text: string) => void,
): Promise<void> {
  if (!loopback) {
    throw new DynamoSqlError(
      "config_invalid",
      "--demo listens on loopback only. Leave out --host, or name 127.0.0.1. (A container shares the machine's " +
        "loopback with: docker run --network host … serve --demo --host 127.0.0.1)",
    );
  }
  // The machine's own credentials have no business in an emulator, and it must work without any.
  Deno.env.set("AWS_ACCESS_KEY_ID", "demo");
  Deno.env.set("AWS_SECRET_ACCESS_KEY", "demo");
  Deno.env.delete("AWS_SESSION_TOKEN");
  Deno.env.delete("AWS_PROFILE");
  const folder = settings.store === undefined ? openTempFolder("demo") : undefined;
  const address = settings.store ?? `kv:${folder?.path}/store.kv`;
  const emulator = await startEmulator();
  try {
    await serve(address, async ({ publicUrl, store }) => {
      await addSchema(store, emulator.endpoint);
      const clients = createApiClients({ ...systemRuntime, store, revision: createRevision(store) });
      const { clientId, clientSecret } = await clients.create({ tenantId: TENANT, label: "demo" });
      const { email, password } = await addUser(store);
      print(demoNotice({ publicUrl, email, password, clientId, clientSecret, store: address }));
    });
  } finally {
    await emulator.close();
    folder?.close();
  }
}

/** The one user, with a new password: in a store that was kept from an earlier demo nobody knows the old one. */
async function addUser(store: Store): Promise<{ email: string; password: string }> {
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store) });
  const password = (randomText(systemRandom, 16).match(/.{4}/g) ?? []).join("-");
  // 95 random bits need no slow hash, and the demo must be there at once; the first sign-in makes it a slow one.
  const passwordHash = await createPasswords({ cost: { ln: 10, r: 8, p: 1 } }).hash(password);
  const known = await users.recordOfEmail(EMAIL);
  if (known === null) await users.add({ tenantId: TENANT, email: EMAIL, role: "admin", passwordHash });
  else {
    await users.change(
      known.userId,
      (one) => ({ ...one, password: passwordHash, disabled: false, epoch: one.epoch + 1 }),
    );
  }
  return { email: EMAIL, password };
}

/** In a store that was kept from an earlier demo the schema is there, with the endpoint of an emulator that is gone. */
async function addSchema(store: Store, endpoint: string): Promise<void> {
  const schemas = createSchemas({ store });
  const others = (await schemas.list(TENANT)).filter((one) => one.schemaName !== SCHEMA);
  if (others.length > 0) {
    // DYNAMOSQL_STORE may be set in the shell of someone who only wants to have a look.
    throw new DynamoSqlError(
      "config_invalid",
      "The store holds schemas that are not the demo's, and the demo would change it. Leave out --store and " +
        "DYNAMOSQL_STORE, or name another one.",
    );
  }
  try {
    await schemas.add(TENANT, { schemaName: SCHEMA, region: REGION, endpoint });
  } catch (error) {
    if (!(error instanceof DynamoSqlError) || error.code !== "conflict") throw error;
    await schemas.update(TENANT, SCHEMA, { endpoint });
  }
  await schemas.setDefault(TENANT, SCHEMA);
}

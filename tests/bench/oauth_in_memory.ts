/**
 * The product with its state in memory, as `oidc-provider` in the bench has it: the same application behind the same
 * listener as `serve`, with a user and an API client made beforehand. Prints one line of JSON.
 * @module
 */
import { createApp } from "../../src/app.ts";
import { settingsSchema } from "../../src/config.ts";
import { createApiClients } from "../../src/identity/api_clients.ts";
import { createPasswords } from "../../src/identity/password.ts";
import { createUsers } from "../../src/identity/users.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

const [email = "", password = ""] = Deno.args;
const store = await openStore("memory:");
const revision = createRevision(store);
const users = createUsers({ ...systemRuntime, store, revision });
await users.add({
  tenantId: "default",
  email,
  role: "member",
  passwordHash: await createPasswords().hash(password),
});
const { clientId, clientSecret } = await createApiClients({ ...systemRuntime, store, revision }).create({
  tenantId: "default",
  label: "bench",
});

type App = Awaited<ReturnType<typeof createApp>>;
// Assigned below: the listener comes first, for its port.
// deno-lint-ignore prefer-const -- it is read before it is assigned
let app: App | undefined;
// Port 0: the public URL is known only when the listener is there.
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request, info) => app?.fetch(request, info) ?? new Response(null, { status: 503 }),
);
const { port } = server.addr;
app = await createApp({ settings: settingsSchema.parse({}), publicUrl: `http://localhost:${port}`, store });
console.log(JSON.stringify({ port, clientId, clientSecret }));

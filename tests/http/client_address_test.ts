import assert from "node:assert/strict";
import { Hono } from "@hono/hono";
import { clientAddress } from "../../src/http/client_address.ts";
import type { HttpEnv } from "../../src/http/env.ts";
import { trustedProxies } from "../../src/http/trusted_proxy.ts";

/** The address that a request from `socket` with this `X-Forwarded-For` counts as. */
async function addressOf(socket: string, forwarded?: string, trusted: string[] = []): Promise<string> {
  const app = new Hono<HttpEnv>().use(clientAddress(trustedProxies(trusted))).get(
    "/",
    (c) => c.text(c.get("clientAddress")),
  );
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const remoteAddr = { transport: "tcp" as const, hostname: socket, port: 1 };
  return await (await app.request("/", { headers }, { remoteAddr })).text();
}

Deno.test("the caller is the socket, whatever it claims", async () => {
  assert.equal(await addressOf("203.0.113.9"), "203.0.113.9");
  assert.equal(await addressOf("203.0.113.9", "10.0.0.1"), "203.0.113.9 (forwarded)");
  assert.equal(await addressOf("203.0.113.9", "10.0.0.1", ["10.0.0.0/8"]), "203.0.113.9 (forwarded)");
});

Deno.test("a trusted proxy's last word counts, what came before it does not", async () => {
  assert.equal(await addressOf("10.2.3.4", "198.51.100.7", ["10.0.0.0/8"]), "198.51.100.7");
  assert.equal(await addressOf("10.2.3.4", "1.1.1.1, 198.51.100.7", ["10.0.0.0/8"]), "198.51.100.7");
  assert.equal(await addressOf("10.2.3.4", undefined, ["10.0.0.0/8"]), "10.2.3.4");
  assert.equal(await addressOf("10.2.3.4", "198.51.100.7", ["10.2.3.4"]), "198.51.100.7");
  assert.equal(await addressOf("fd00::5", "198.51.100.7", ["fd00::/8"]), "198.51.100.7");
});

Deno.test("an IPv4 caller of a dual-stack listener has one name", async () => {
  assert.equal(await addressOf("::ffff:203.0.113.9"), "203.0.113.9");
  assert.equal(await addressOf("::ffff:10.2.3.4", "198.51.100.7", ["10.0.0.0/8"]), "198.51.100.7");
});

Deno.test("whom an unknown proxy on this machine forwards is not on it, and that is told once", async () => {
  const told: string[] = [];
  const app = new Hono<HttpEnv>()
    .use(clientAddress(trustedProxies([]), (proxy) => told.push(proxy)))
    .get("/", (c) => c.text(c.get("clientAddress")));
  const ask = async (headers: Record<string, string>) =>
    await (await app.request("/", { headers }, {
      remoteAddr: { transport: "tcp" as const, hostname: "127.0.0.1", port: 1 },
    })).text();
  assert.equal(await ask({}), "127.0.0.1");
  for (const name of ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"]) {
    assert.equal(await ask({ [name]: "127.0.0.1" }), "127.0.0.1 (forwarded)", name);
  }
  assert.deepEqual(told, ["127.0.0.1"]);
});

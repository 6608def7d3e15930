import assert from "node:assert/strict";
import { createDocumentEgress } from "../../../src/oauth/clients/egress.ts";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import { startConnectProxy } from "./connect_proxy.ts";
import { NAMES_RESOLVE, startDocumentHost } from "./document_host.ts";

const FIVE_MINUTES = 300;

function world(network: DocumentNetwork, isListed: (host: string) => boolean = () => true) {
  let now = 1_000_000;
  const clock = () => now;
  const lines: string[] = [];
  const log = createLogger({
    clock,
    format: "text",
    write: (line) => void lines.push(line.split(" ")[1] ?? ""),
  });
  return {
    egress: createDocumentEgress({ clock, log, network, isListed }),
    /** Levels of what was logged. */
    lines,
    advance: (seconds: number) => void (now += seconds * 1000),
  };
}

Deno.test("an outage is told once, holds for five minutes, and its end is told, too", async () => {
  await using host = await startDocumentHost(() => new Response(null, { status: 404 }));
  await using proxy = startConnectProxy(host.port);
  const env: Record<string, string> = {};
  const { egress, lines, advance } = world({
    caCerts: host.network.caCerts ?? [],
    env,
    resolve: () => Promise.reject(new Error("no such name")),
  });
  assert.deepEqual([await egress.isOpen(), await egress.isOpen()], [false, false]);
  await egress.failed("dns");
  assert.deepEqual(lines, ["WARN"]);
  env["HTTPS_PROXY"] = proxy.url;
  advance(FIVE_MINUTES - 1);
  assert.equal(await egress.isOpen(), false);
  advance(1);
  assert.equal(await egress.isOpen(), true);
  assert.deepEqual(lines, ["WARN", "INFO"]);
});

Deno.test("a document that was fetched ends an outage at once", async () => {
  const { egress, lines } = world({ resolve: () => Promise.resolve([]), env: {} });
  assert.equal(await egress.isOpen(), false);
  egress.reached();
  assert.equal(await egress.isOpen(), true);
  assert.deepEqual(lines, ["WARN", "INFO"]);
});

Deno.test("what is wrong with a document or its host is no reason to look at the network", async () => {
  let asked = 0;
  const resolve = () => {
    asked++;
    return Promise.resolve(["10.0.0.1"]);
  };
  const { egress } = world({ resolve, env: {} });
  for (const reason of ["url", "status", "type", "size", "encoding", "governor", "list"]) {
    await egress.failed(reason);
  }
  assert.equal(asked, 0);
  // A portal that takes every name for itself: both well-known hosts would have a closed address.
  await egress.failed("address");
  assert.equal(asked, 2);
  assert.equal(await egress.isOpen(), false);
});

Deno.test("a resolver that never answers is waited for a moment only", async () => {
  const { egress } = world({ resolve: () => new Promise(() => {}), env: {} });
  const from = performance.now();
  assert.equal(await egress.isOpen(), false);
  assert.ok(performance.now() - from < 10_000);
});

Deno.test("where the operator's lists leave out the well-known hosts, none of them is asked", async () => {
  const resolve = () => assert.fail("asked");
  const { egress, advance } = world({ resolve, env: {} }, (host) => host === "app.example");
  assert.equal(await egress.isOpen(), true);
  await egress.failed("dns");
  assert.equal(await egress.isOpen(), false);
  advance(FIVE_MINUTES);
  assert.equal(await egress.isOpen(), true);
});

Deno.test("one of the well-known hosts is enough", async () => {
  const resolve = (host: string) =>
    host === "claude.ai" ? Promise.reject(new Error("blocked")) : Promise.resolve(["203.0.113.1"]);
  assert.equal(await world({ ...NAMES_RESOLVE, resolve }).egress.isOpen(), true);
});

/** docs/reference/configuration.md#sources: `HTTPS_PROXY` and `NO_PROXY` are honoured for client documents. */
import assert from "node:assert/strict";
import { type DocumentNetwork, guardedFetch } from "../../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { proxyFor } from "../../../../src/oauth/clients/fetch/proxy.ts";
import { startConnectProxy } from "../connect_proxy.ts";
import { startDocumentHost } from "../document_host.ts";

const ENV = {
  HTTPS_PROXY: "http://proxy.corp.example:3128",
  NO_PROXY: "intern.example, .other.example,*.third.example",
};

Deno.test("NO_PROXY names hosts and what is below them", () => {
  const direct = ["intern.example", "a.intern.example", "x.other.example", "x.third.example"];
  for (const host of direct) assert.equal(proxyFor(host, ENV), null, host);
  for (const host of ["client.example", "notintern.example", "intern.example.com"]) {
    assert.deepEqual(proxyFor(host, ENV), { host: "proxy.corp.example", port: 3128 }, host);
  }
  assert.equal(proxyFor("client.example", { ...ENV, NO_PROXY: "*" }), null);
  assert.equal(proxyFor("client.example", {}), null);
  assert.equal(proxyFor("client.example", { HTTPS_PROXY: "" }), null);
});

Deno.test("a proxy's password is decoded, and never shown when the URL is wrong", () => {
  const proxy = proxyFor("client.example", { https_proxy: "http://me:p%40ss@proxy.example" });
  assert.deepEqual(proxy, { host: "proxy.example", port: 80, authorization: `Basic ${btoa("me:p@ss")}` });
  assert.throws(
    () => proxyFor("client.example", { https_proxy: "socks5://me:hunter2@proxy.example" }),
    (error) => error instanceof Error && !error.message.includes("hunter2"),
  );
});

Deno.test("through a proxy: CONNECT by name, TLS to the host itself, and no name need resolve here", async () => {
  await using host = await startDocumentHost(() => Response.json({ a: 1 }));
  await using proxy = startConnectProxy(host.port);
  const network: DocumentNetwork = {
    ...host.network,
    env: { HTTPS_PROXY: proxy.url },
    resolve: () => Promise.reject(new Error("no DNS here")),
    grant: () => assert.fail("the proxy alone is granted"),
  };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 100 }, network);
  assert.equal(found.ok, true, JSON.stringify(found));
  assert.deepEqual(host.asked, ["/x"]);
  const [first = ""] = proxy.heard;
  assert.ok(first.startsWith(`CONNECT client.example:${host.port} HTTP/1.1\r\n`), first);
  assert.ok(first.includes(`Proxy-Authorization: Basic ${btoa("user:secret")}\r\n`));
  assert.equal(host.requests[0]?.get("proxy-authorization"), null);
});

Deno.test("through a proxy, too: a name that resolves to a closed address is not asked for", async () => {
  await using host = await startDocumentHost(() => Response.json({ a: 1 }));
  await using proxy = startConnectProxy(host.port);
  const network: DocumentNetwork = {
    caCerts: host.network.caCerts ?? [],
    env: { HTTPS_PROXY: proxy.url },
    resolve: () => Promise.resolve(["169.254.169.254"]),
  };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 100 }, network);
  assert.equal(found.ok ? "ok" : found.reason, "address");
  assert.deepEqual(proxy.heard, []);
});

Deno.test("through a proxy: a network that swallows our questions to name servers does not cost the fetch its time", async () => {
  await using host = await startDocumentHost(() => Response.json({ a: 1 }));
  await using proxy = startConnectProxy(host.port);
  const network: DocumentNetwork = {
    ...host.network,
    env: { HTTPS_PROXY: proxy.url },
    resolve: () => new Promise(() => {}),
  };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 100 }, network);
  assert.equal(found.ok, true, JSON.stringify(found));
});

Deno.test("a proxy that refuses is a failure of the moment", async () => {
  await using host = await startDocumentHost(() => Response.json({ a: 1 }));
  await using proxy = startConnectProxy(host.port, "403 Forbidden");
  const network: DocumentNetwork = { ...host.network, env: { HTTPS_PROXY: proxy.url } };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 100 }, network);
  assert.deepEqual(found, { ok: false, reason: "proxy", transient: true });
});

/**
 * docs/reference/protocol_rules.md#1.8 (SSRF) and 5.6: the two walls of the document fetcher, each seen standing
 * alone.
 */
import fc from "fast-check";
import assert from "node:assert/strict";
import { BlockList, isIPv4 } from "node:net";
import { type DocumentNetwork, guardedFetch } from "../../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { isPublicAddress } from "../../../../src/oauth/clients/fetch/public_address.ts";
import { networkGrant, PUBLIC_V4 } from "../../../../src/oauth/clients/fetch/worker_permissions.ts";
import { publicTarget } from "../../../../src/oauth/clients/client_uri.ts";
import { startDocumentHost } from "../document_host.ts";

/** [what, address]: none may be connected to. */
const CLOSED: readonly (readonly [string, string])[] = [
  ["loopback", "127.0.0.1"],
  ["the last loopback", "127.255.255.254"],
  ["a private class A", "10.0.0.1"],
  ["a private class B", "172.16.0.1"],
  ["the last private class B", "172.31.255.255"],
  ["a private class C", "192.168.1.1"],
  ["CGNAT", "100.64.0.1"],
  ["the end of CGNAT", "100.127.255.255"],
  ["Alibaba's metadata in CGNAT", "100.100.100.200"],
  ["instance metadata", "169.254.169.254"],
  ["ECS task credentials", "169.254.170.2"],
  ["EKS pod identity", "169.254.170.23"],
  ["Azure's platform", "168.63.129.16"],
  ["Oracle's metadata", "192.0.0.192"],
  ["this network", "0.0.0.0"],
  ["this network's others", "0.1.2.3"],
  ["IETF assignments", "192.0.0.8"],
  ["documentation 1", "192.0.2.1"],
  ["documentation 2", "198.51.100.1"],
  ["documentation 3", "203.0.113.1"],
  ["6to4 relays", "192.88.99.1"],
  ["benchmarking", "198.18.0.1"],
  ["the end of benchmarking", "198.19.255.255"],
  ["multicast", "224.0.0.1"],
  ["the end of multicast", "239.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["IPv6 loopback", "::1"],
  ["IPv6 unspecified", "::"],
  ["unique local", "fc00::1"],
  ["unique local with L", "fd12:3456:789a::1"],
  ["AWS metadata over IPv6", "fd00:ec2::254"],
  ["link-local", "fe80::1"],
  ["the end of link-local", "febf::1"],
  ["site-local", "fec0::1"],
  ["IPv6 multicast", "ff02::1"],
  ["v4-mapped loopback", "::ffff:127.0.0.1"],
  ["v4-mapped loopback in hexadecimal", "::ffff:7f00:1"],
  ["v4-mapped metadata", "::ffff:a9fe:a9fe"],
  ["v4-mapped public", "::ffff:8.8.8.8"],
  ["v4-compatible", "::7f00:1"],
  ["v4-translated", "::ffff:0:7f00:1"],
  ["NAT64 of loopback", "64:ff9b::7f00:1"],
  ["NAT64 of metadata", "64:ff9b::a9fe:a9fe"],
  ["local NAT64", "64:ff9b:1::1"],
  ["6to4 of a private address", "2002:a00:1::1"],
  ["6to4 of loopback", "2002:7f00:1::"],
  ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ["ORCHID", "2001:20::1"],
  ["IPv6 benchmarking", "2001:2::1"],
  ["IPv6 documentation", "2001:db8::1"],
  ["IPv6 documentation, new", "3fff::1"],
  ["discard only", "100::1"],
  ["segment routing", "5f00::1"],
  ["unassigned IPv6", "4000::1"],
];

/** These are the internet. */
const OPEN = [
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "168.63.129.15",
  "168.63.129.17",
  "169.253.255.255",
  "169.255.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "2001:4860:4860::8888",
  "2a00:1450:4001:80b::200e",
];

for (const [what, address] of CLOSED) {
  Deno.test(`SSRF: the code refuses ${what} (${address})`, () =>
    assert.equal(isPublicAddress(address), false));
  Deno.test(`SSRF: the Worker may not reach ${what} (${address})`, () => {
    assert.equal(isGranted(address, 443), false);
  });
}

for (const address of OPEN) {
  Deno.test(`both walls let the internet through: ${address}`, () => {
    assert.equal(isPublicAddress(address), true);
    assert.equal(isGranted(address, 443), true);
  });
}

for (
  const text of [
    "127.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "127.0.0.1:443",
    "",
    "localhost",
    "8.8.8",
    "8.8.8.8/32",
    "fe80::1%eth0",
    "2606:4700::1%1",
    "[2606:4700::1]",
    "::ffff:8.8.8.8",
    "not an address",
  ]
) {
  Deno.test(`SSRF: what no resolver answers is no public address: ${JSON.stringify(text)}`, () => {
    assert.equal(isPublicAddress(text), false);
  });
}

Deno.test("the two walls are of one mind on every IPv4 address, though they share no list", () => {
  const lists = new BlockList();
  for (const block of PUBLIC_V4) {
    const [address = "", prefix] = block.split("/");
    lists.addSubnet(address, Number(prefix), "ipv4");
  }
  // What only one of them refuses: anycast and AMT blocks that the library calls special; no harm either way.
  const special = new BlockList();
  for (const address of ["192.31.196.0", "192.52.193.0", "192.175.48.0"]) {
    special.addSubnet(address, 24, "ipv4");
  }
  const edges = CLOSED.map(([, address]) => address).filter((address) => isIPv4(address));
  const near = fc.tuple(
    fc.constantFrom(...edges, ...OPEN.filter((one) => isIPv4(one))),
    fc.integer({ min: -3, max: 3 }),
  )
    .map(([address, step]) => addressOf(numberOf(address) + step));
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), near), (address) => {
      if (special.check(address, "ipv4")) return;
      assert.equal(lists.check(address, "ipv4"), isPublicAddress(address), address);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("the two walls are of one mind on IPv6, though they share no list", () => {
  const hextet = fc.constantFrom(
    "0",
    "1",
    "64",
    "ffff",
    "ff9b",
    "2001",
    "2002",
    "db8",
    "3fff",
    "fe80",
    "fd00",
    "7f00",
    "2606",
    "20",
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV6(), fc.array(hextet, { minLength: 8, maxLength: 8 }).map((all) => all.join(":"))),
      (address) => {
        if (/[.%]/.test(address)) return;
        // Anycast for reverse lookups, which only the library calls special.
        if (/^2620:0*4f:8000:/.test(address)) return;
        assert.equal(isGranted(address, 443), isPublicAddress(address), address);
      },
    ),
    { numRuns: 5_000 },
  );
});

/** [what, URL]: refused before anything is resolved. */
const URLS: readonly (readonly [string, string])[] = [
  ["http", "http://client.example/x"],
  ["a decimal host", "https://2130706433/x"],
  ["an octal host", "https://0177.0.0.1/x"],
  ["a hexadecimal host", "https://0x7f.0.0.1/x"],
  ["a hexadecimal host in one", "https://0x7f000001/x"],
  ["a short host", "https://127.1/x"],
  ["a dotted address", "https://127.0.0.1/x"],
  ["even a public address", "https://8.8.8.8/x"],
  ["an IPv6 host", "https://[::1]/x"],
  ["a v4-mapped host", "https://[::ffff:127.0.0.1]/x"],
  ["metadata by address", "https://169.254.169.254/latest/meta-data/"],
  ["localhost", "https://localhost/x"],
  ["a name below localhost", "https://app.localhost/x"],
  ["a single label", "https://vault/x"],
  ["a name of the cloud's own", "https://metadata.google.internal/x"],
  ["a name of the link", "https://printer.local/x"],
  ["a name of the home", "https://router.home.arpa/x"],
  ["userinfo", "https://user@client.example/x"],
  ["userinfo that looks like a host", "https://client.example:443@127.0.0.1/x"],
  ["a backslash", "https://client.example\\@127.0.0.1/x"],
  ["a tab", "https://client.exa\tmple/x"],
  ["a full-width address", "https://１２７.0.0.1/x"],
  ["SSH's port", "https://client.example:22/x"],
  ["SMTP's port", "https://client.example:25/x"],
  ["HTTP's port", "https://client.example:80/x"],
  ["port 0", "https://client.example:0/x"],
  ["a trailing dot", "https://client.example./x"],
  ["a fragment", "https://client.example/x#y"],
  ["file:", "file:///etc/passwd"],
  ["gopher:", "gopher://127.0.0.1:6379/_INFO"],
  ["unix sockets", "http+unix://%2fvar%2frun%2fdocker.sock/x"],
];

for (const [what, url] of URLS) {
  Deno.test(`SSRF: ${what} is no target (${JSON.stringify(url)})`, async () => {
    assert.equal(publicTarget(url), null);
    const resolve = () => assert.fail("was resolved");
    const found = await guardedFetch({ url, maxBody: 5_120 }, { resolve, env: {} });
    assert.deepEqual(found, { ok: false, reason: "url", transient: false });
  });
}

for (const [what, address] of CLOSED) {
  Deno.test(`SSRF: a name that resolves to ${what} is not connected to (${address})`, async () => {
    const network = {
      resolve: () => Promise.resolve([address]),
      env: {},
      grant: () => assert.fail("a Worker was started"),
    };
    const found = await guardedFetch({ url: "https://client.example/x", maxBody: 5_120 }, network);
    assert.deepEqual(found, { ok: false, reason: "address", transient: false });
  });
}

Deno.test("SSRF: one closed address among open ones refuses them all, in any order", async () => {
  for (
    const addresses of [["1.1.1.1", "127.0.0.1"], ["127.0.0.1", "1.1.1.1"], ["1.1.1.1", "::1"], [
      "2606:4700::1",
      "10.0.0.1",
    ]]
  ) {
    const network = {
      resolve: () => Promise.resolve(addresses),
      env: {},
      grant: () => assert.fail("a Worker was started"),
    };
    const found = await guardedFetch({ url: "https://client.example/x", maxBody: 5_120 }, network);
    assert.equal(found.ok ? "ok" : found.reason, "address");
  }
});

Deno.test("SSRF: DNS rebinding finds nothing: the name is resolved once, and the connection goes to what was checked", async () => {
  await using host = await startDocumentHost(() => Response.json({}));
  let asked = 0;
  // First an address that is let through but where nobody listens, then the one the attacker is after.
  const resolve = () => Promise.resolve(asked++ === 0 ? ["127.0.0.9"] : ["127.0.0.1"]);
  const network: DocumentNetwork = { ...host.network, resolve, isAllowed: () => true, grant: () => true };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 5_120 }, network);
  assert.equal(found.ok ? "ok" : found.reason, "connect");
  assert.equal(asked, 1);
  assert.deepEqual(host.asked, []);
});

Deno.test("the second wall stands alone: with the code's wall gone, the Worker's permissions keep it off loopback", async () => {
  await using host = await startDocumentHost(() => Response.json({ secret: 1 }));
  const { grant: _real, ...open } = host.network;
  const network: DocumentNetwork = { ...open, isAllowed: () => true };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 5_120 }, network);
  assert.deepEqual(found, { ok: false, reason: "permission", transient: false });
  assert.deepEqual(host.asked, []);
});

for (
  const address of [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "192.168.0.1",
    "0.0.0.0",
    "::1",
    "::ffff:127.0.0.1",
    "fd00:ec2::254",
    "localhost",
  ]
) {
  Deno.test(`the second wall stands alone before ${address}`, async () => {
    const network = { resolve: () => Promise.resolve([address]), env: {}, isAllowed: () => true };
    const found = await guardedFetch({ url: "https://client.example:8000/x", maxBody: 5_120 }, network);
    assert.deepEqual(found, { ok: false, reason: "permission", transient: false });
  });
}

Deno.test("the first wall stands alone: with every permission given, the code keeps off loopback", async () => {
  await using host = await startDocumentHost(() => Response.json({ secret: 1 }));
  const { isAllowed: _real, ...open } = host.network;
  const network: DocumentNetwork = { ...open, grant: () => true };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 5_120 }, network);
  assert.deepEqual(found, { ok: false, reason: "address", transient: false });
  assert.deepEqual(host.asked, []);
});

Deno.test("with both walls down the same fetch arrives: so it was the walls", async () => {
  await using host = await startDocumentHost(() => Response.json({ secret: 1 }));
  const network: DocumentNetwork = { ...host.network, isAllowed: () => true, grant: () => true };
  const found = await guardedFetch({ url: `${host.origin}/x`, maxBody: 5_120 }, network);
  assert.equal(found.ok, true);
});

Deno.test("the grant of one IPv6 address is understood by the runtime, and is for that address alone", async () => {
  await using host = await startDocumentHost(() => Response.json({ a: 1 }), "::1");
  const fetchFrom = (address: string) =>
    guardedFetch({ url: `${host.origin}/x`, maxBody: 5_120 }, {
      ...host.network,
      resolve: () => Promise.resolve(["::1"]),
      isAllowed: () => true,
      grant: () => [`[${address}]:${host.port}`],
    });
  assert.equal((await fetchFrom("::1")).ok, true);
  const other = await fetchFrom("2606:4700:4700::1111");
  assert.equal(other.ok ? "ok" : other.reason, "permission");
});

Deno.test("a Worker with the fetcher's permissions can neither read, write, run, load, look around, nor resolve a name", async () => {
  const { workerPermissions } = await import("../../../../src/oauth/clients/fetch/worker_permissions.ts");
  const worker = new Worker(new URL("./prisoner.ts", import.meta.url), {
    type: "module",
    deno: { permissions: workerPermissions(networkGrant("1.1.1.1", 443)) },
  });
  try {
    const tried = await new Promise((resolve) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.postMessage("go");
    });
    assert.deepEqual(tried, {
      "environment": "NotCapable",
      "read": "NotCapable",
      "write": "NotCapable",
      "run": "NotCapable",
      "library": "NotCapable",
      "host name": "NotCapable",
      "listen": "NotCapable",
      "connect by name": "NotCapable",
      "loopback": "NotCapable",
      "metadata": "NotCapable",
      "another port": "NotCapable",
      "fetch": "NotCapable",
      "import": "refused",
    });
  } finally {
    worker.terminate();
  }
});

/** What the grant of a fetch from `address` says of connecting there, read as the runtime reads it. */
function isGranted(address: string, port: number): boolean {
  const grant = networkGrant(address, port);
  assert.ok(grant !== true);
  if (!isIPv4(address)) return grant.includes(`[${address}]:${port}`);
  const list = new BlockList();
  for (const entry of grant) {
    const [block = "", entryPort] = entry.split(":");
    assert.equal(entryPort, String(port));
    const [first = "", prefix] = block.split("/");
    list.addSubnet(first, Number(prefix), "ipv4");
  }
  return list.check(address, "ipv4");
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressOf(number: number): string {
  const within = (number + 2 ** 32) % 2 ** 32;
  return [24, 16, 8, 0].map((bits) => Math.floor(within / 2 ** bits) % 256).join(".");
}

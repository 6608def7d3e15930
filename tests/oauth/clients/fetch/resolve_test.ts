/** The system's resolver as the fetcher uses it, against a name server of the test's own. */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { resolveWith } from "../../../../src/oauth/clients/fetch/resolve.ts";

const A = 1;
const AAAA = 28;

/** Records by name and type; a name that is not there is NXDOMAIN, `null` is no answer at all. */
type Zone = Readonly<
  Record<string, { readonly a?: readonly string[]; readonly aaaa?: readonly string[] } | null>
>;

/** A name server on UDP (RFC 1035 §4), as much of it as one question needs. */
async function startNameServer(zone: Zone) {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const { name, type, end } = question(query);
    asked.push(`${name} ${type}`);
    const records = zone[name];
    if (records === null) return;
    const addresses = (type === A ? records?.a : type === AAAA ? records?.aaaa : []) ?? [];
    socket.send(answer(query, end, type, addresses, records !== undefined), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    asked,
    resolve: resolveWith({ nameServer: { ipAddr: "127.0.0.1", port: socket.address().port } }),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function question(query: Uint8Array): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(new TextDecoder().decode(query.subarray(at + 1, at + 1 + length)));
    at += length + 1;
  }
  return {
    name: labels.join(".").toLowerCase(),
    type: (query[at + 1] ?? 0) * 256 + (query[at + 2] ?? 0),
    end: at + 5,
  };
}

function answer(
  query: Uint8Array,
  end: number,
  type: number,
  addresses: readonly string[],
  known: boolean,
): Uint8Array {
  const header = [
    query[0] ?? 0,
    query[1] ?? 0,
    0x85,
    known ? 0x80 : 0x83,
    0,
    1,
    0,
    addresses.length,
    0,
    0,
    0,
    0,
  ];
  const records = addresses.flatMap((address) => {
    const data = type === A ? address.split(".").map(Number) : hextets(address);
    return [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, data.length, ...data];
  });
  return new Uint8Array([...header, ...query.subarray(12, end), ...records]);
}

function hextets(address: string): number[] {
  return address.split(":").flatMap((part) => [parseInt(part, 16) >> 8, parseInt(part, 16) & 255]);
}

const signal = () => AbortSignal.timeout(4_000);

Deno.test("both kinds of address come back, so that both are checked", async () => {
  await using dns = await startNameServer({
    "client.example": { a: ["1.2.3.4", "10.0.0.1"], aaaa: ["fd00:0:0:0:0:0:0:1"] },
  });
  assert.deepEqual([...await dns.resolve("client.example", signal())].sort(), [
    "1.2.3.4",
    "10.0.0.1",
    "fd00::1",
  ]);
});

Deno.test("a name with one kind of address has that kind", async () => {
  await using dns = await startNameServer({
    "four.example": { a: ["1.2.3.4"] },
    "six.example": { aaaa: ["2606:4700:0:0:0:0:0:1"] },
  });
  assert.deepEqual(await dns.resolve("four.example", signal()), ["1.2.3.4"]);
  assert.deepEqual(await dns.resolve("six.example", signal()), ["2606:4700::1"]);
});

Deno.test("names are asked for as they are, never with a search domain behind", async () => {
  await using dns = await startNameServer({ "client.example": { a: ["1.2.3.4"] } });
  await dns.resolve("client.example", signal());
  await assert.rejects(async () => {
    const found = await dns.resolve("missing.example", signal());
    if (found.length === 0) throw new Error("nothing");
  });
  assert.deepEqual([...new Set(dns.asked.map((one) => one.split(" ")[0]))].sort(), [
    "client.example",
    "missing.example",
  ]);
});

Deno.test("a name server that says nothing does not outlast the signal", async () => {
  await using dns = await startNameServer({ "silent.example": null });
  const began = performance.now();
  await assert.rejects(async () => await dns.resolve("silent.example", AbortSignal.timeout(300)));
  assert.ok(performance.now() - began < 3_000);
});

/**
 * The second wall: what the runtime lets the fetching Worker do, whatever our code believes. It may connect to public
 * IPv4 addresses by number and to nothing by name, and read, write, run, load and know nothing.
 *
 * A Worker's permissions are lists of what is allowed (there are no lists of denials), so the public blocks are
 * the complement of the others. The lists here are on purpose not those of the first wall: an error in one is none in both.
 * @module
 */
import { BlockList, isIPv6 } from "node:net";

/** IPv4 that is not of the public internet: [first address, prefix length] (RFC 6890 and its registry). */
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's platform services
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Everything else, as CIDR blocks. */
export const PUBLIC_V4: readonly string[] = complement(CLOSED_V4);

/** Permissions cannot name a block of IPv6 (Deno 2.9), so a single address is granted if it passes this. */
const openV6 = new BlockList();
openV6.addSubnet("2000::", 3, "ipv6");
const closedV6 = new BlockList();
closedV6.addSubnet("2001::", 23, "ipv6"); // Teredo, ORCHID, benchmarking, …
closedV6.addSubnet("2001:db8::", 32, "ipv6");
closedV6.addSubnet("2002::", 16, "ipv6"); // 6to4
closedV6.addSubnet("3fff::", 20, "ipv6");

/** Which network the Worker for one fetch may use: `true` = all, for tests of the other wall. */
export type NetworkGrant = readonly string[] | true;

/** The grant for a fetch from `address` at `port`: the public IPv4 blocks, or this one IPv6 address if it is public. */
export function networkGrant(address: string, port: number): NetworkGrant {
  if (!isIPv6(address)) return PUBLIC_V4.map((block) => `${block}:${port}`);
  const open = openV6.check(address, "ipv6") && !closedV6.check(address, "ipv6");
  return open ? [`[${address}]:${port}`] : [];
}

/** All that a Worker with that grant may do. */
export function workerPermissions(net: NetworkGrant): Deno.PermissionOptionsObject {
  const nothing = {
    env: false,
    read: false,
    write: false,
    run: false,
    ffi: false,
    sys: false,
    import: false,
  };
  return { ...nothing, net: net === true ? true : net.length === 0 ? false : [...net] };
}

/** The CIDR blocks that are left of IPv4 without `closed`. */
function complement(closed: readonly (readonly [string, number])[]): string[] {
  const holes = closed.map(([address, prefix]) => {
    const first = numberOf(address);
    return { first, end: first + 2 ** (32 - prefix) };
  }).sort((a, b) => a.first - b.first);
  const blocks: string[] = [];
  let at = 0;
  for (const { first, end } of [...holes, { first: 2 ** 32, end: 2 ** 32 }]) {
    while (at < first) {
      // The largest block that begins here, is aligned, and ends before the hole.
      let size = 2 ** 31;
      while (at % size !== 0 || at + size > first) size /= 2;
      blocks.push(`${addressOf(at)}/${32 - Math.log2(size)}`);
      at += size;
    }
    at = Math.max(at, end);
  }
  return blocks;
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}

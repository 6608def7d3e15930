/**
 * Groups addresses into networks: an IPv4 address, or the /64 of an IPv6 one, counts as one caller; a /24 of IPv4 has one
 * share of what all callers share.
 * @module
 */
import { isIPv4, isIPv6 } from "node:net";

const V4_MAPPED = "0:0:0:0:0:ffff";

/**
 * What one caller commands: an IPv4 address, or the /64 of an IPv6 one, since whoever has one such address has 2^64 of
 * them (RFC 6177). However it is spelt, with a port or without (some proxies forward one); an IPv4 address inside an IPv6 one (RFC 4291 §2.5.5.2) is that IPv4 address.
 * What is no address stands for itself, cut at 100 characters.
 * @example
 * ```ts
 * assert.equal(networkOf("192.0.2.7:4711"), "192.0.2.7");
 * assert.equal(networkOf("2001:db8:0:1::7"), "2001:db8:0:1::/64");
 * assert.equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
 * ```
 */
export function networkOf(address: string): string {
  const plain = (/^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address).replace(/%.*$/, "");
  if (!isIPv6(plain)) return (/^([\d.]+):\d+$/.exec(address)?.[1] ?? address).slice(0, 100);
  // `URL` writes every spelling in one (RFC 5952), without dots.
  const [head = "", tail = ""] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split("::");
  const [first, last] = [head, tail].map((part) => part === "" ? [] : part.split(":"));
  const zeros = Array<string>(8 - (first?.length ?? 0) - (last?.length ?? 0)).fill("0");
  const groups = [...first ?? [], ...zeros, ...last ?? []];
  if (groups.slice(0, 6).join(":") !== V4_MAPPED) return `${groups.slice(0, 4).join(":")}::/64`;
  return groups.slice(6).flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join(".");
}

/**
 * Who has one share of what strangers have in common: the /24 of an IPv4 address, the /64 of an IPv6 one. Addresses of one
 * /24 are rented together for little, so that whoever wants many shares must find many networks.
 * @example
 * ```ts
 * assert.equal(sharingNetworkOf("192.0.2.7:4711"), "192.0.2.0/24");
 * assert.equal(sharingNetworkOf("2001:db8:0:1::7"), "2001:db8:0:1::/64");
 * ```
 */
export function sharingNetworkOf(address: string): string {
  const network = networkOf(address);
  return isIPv4(network) ? `${network.slice(0, network.lastIndexOf("."))}.0/24` : network;
}

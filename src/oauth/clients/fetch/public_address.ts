/**
 * The first wall: which addresses our code lets itself connect to, judged on the address that a name resolved to.
 * @module
 */
import ipaddr from "ipaddr.js";

/** Azure's metadata and DNS service lives on an address that looks public. */
const PLATFORM = "168.63.129.16";

/** IPv6 that the internet routes (RFC 4291 §2.4: global unicast is given out of this block alone). */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * True for an address of the public internet. Everything else is refused: loopback, private, link-local (with the clouds'
 * metadata services), CGNAT, unique local, unspecified, multicast, broadcast, reserved, documentation; and IPv6
 * addresses that carry an IPv4 one (mapped, translated, 6to4, Teredo, NAT64), since a gateway on the way would unpack it.
 */
export function isPublicAddress(address: string): boolean {
  // Four decimal parts only: `parse` also reads `127.1`, `0x7f.1` and `2130706433`, which no resolver answers.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return ipaddr.IPv4.parse(address).range() === "unicast" && address !== PLATFORM;
  }
  if (!ipaddr.IPv6.isValid(address) || /[%.]/.test(address)) return false;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.match(GLOBAL_V6) && parsed.range() === "unicast";
}

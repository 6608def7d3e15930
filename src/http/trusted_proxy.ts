/**
 * Trusted proxies are told by their socket addresses, in CIDR ranges that the operator names.
 * @module
 */
import { BlockList, isIPv4, isIPv6 } from "node:net";

/**
 * A test for addresses within any of `cidrs` (`10.0.0.0/8`, `::1/128`; a bare address means itself alone).
 * @example
 * ```ts
 * const isProxy = trustedProxies(["10.0.0.0/8", "::1"]);
 * assert.equal(isProxy("10.20.30.40"), true);
 * assert.equal(isProxy("11.0.0.1"), false);
 * assert.equal(isProxy("::1"), true);
 * assert.equal(isProxy("::2"), false);
 * ```
 */
export function trustedProxies(cidrs: readonly string[]): (address: string) => boolean {
  // Most installations trust none, and each check costs as much as a small route.
  if (cidrs.length === 0) return () => false;
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", prefix] = cidr.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    list.addSubnet(address, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
  }
  return (address) => {
    if (isIPv4(address)) return list.check(address, "ipv4");
    return isIPv6(address) && list.check(address, "ipv6");
  };
}

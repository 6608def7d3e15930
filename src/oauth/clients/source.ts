/**
 * Who counts as one sender of registrations.
 * @module
 */
import { isIPv6 } from "node:net";

/**
 * The sender that an address stands for: itself, or the /64 of an IPv6 address, since whoever has one such address has
 * 2^64 of them (RFC 6177).
 */
export function sourceOf(address: string): string {
  const plain = address.replace(/%.*$/, "");
  if (!isIPv6(plain) || plain.includes(".")) return address;
  const [head = "", tail] = plain.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const hextets = [...first, ...Array<string>(zeros).fill("0"), ...last];
  return hextets.slice(0, 4).map((part) => parseInt(part, 16).toString(16)).join(":") + "::/64";
}

import assert from "node:assert/strict";
import { networkOf, sharingNetworkOf } from "../../src/identity/network_of.ts";

/** [address, network] */
const NETWORKS: readonly (readonly [string, string])[] = [
  ["203.0.113.7", "203.0.113.7"],
  ["2a00:1:2:3:4:5:6:7", "2a00:1:2:3::/64"],
  ["2a00:1:2:3::", "2a00:1:2:3::/64"],
  ["2a00:1:2::3", "2a00:1:2:0::/64"],
  ["2a00::7", "2a00:0:0:0::/64"],
  ["2A00:0001::", "2a00:1:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:cb00:7107", "203.0.113.7"],
  ["0:0:0:0:0:ffff:0a00:0001", "10.0.0.1"],
  ["::203.0.113.7", "0:0:0:0::/64"],
  ["unknown", "unknown"],
  ["", ""],
  ["[2a00:1:2:3::4]", "2a00:1:2:3::/64"],
  ["[2a00:1:2:3::4]:51234", "2a00:1:2:3::/64"],
  ["203.0.113.7:51234", "203.0.113.7"],
  ["[", "["],
  ["[]", "[]"],
  ["x".repeat(200), "x".repeat(100)],
];

for (const [address, network] of NETWORKS) {
  Deno.test(`the caller behind ${address} is ${network}`, () => assert.equal(networkOf(address), network));
}

/** [address, the network that has one share] */
const SHARING: readonly (readonly [string, string])[] = [
  ["203.0.113.7", "203.0.113.0/24"],
  ["203.0.113.7:51234", "203.0.113.0/24"],
  ["::ffff:203.0.113.250", "203.0.113.0/24"],
  ["2001:db8:0:1::7", "2001:db8:0:1::/64"],
  ["[2a00:1:2:3::4]:51234", "2a00:1:2:3::/64"],
  ["127.0.0.1 (forwarded)", "127.0.0.1 (forwarded)"],
  ["203.0.113.700", "203.0.113.700"],
  ["unknown", "unknown"],
  ["", ""],
];

for (const [address, network] of SHARING) {
  Deno.test(`${address} shares with ${network}`, () => assert.equal(sharingNetworkOf(address), network));
}

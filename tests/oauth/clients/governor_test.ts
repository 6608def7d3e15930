import assert from "node:assert/strict";
import { createGovernor } from "../../../src/oauth/clients/governor.ts";

Deno.test("governor: at once by site and in all, one place kept for the known, each given back once", () => {
  const governor = createGovernor(() => 0, {
    siteAtOnce: 2,
    atOnce: 4,
    sitePerMinute: 100,
    perMinute: 100,
  });
  const begin = (site: string, known = false) => governor.begin(`${site}.example`, known, "192.0.2.1");
  const first = begin("a");
  assert.ok(first && begin("a"));
  assert.equal(begin("a"), null);
  assert.ok(begin("b"));
  assert.equal(begin("c"), null, "the last place is for the known");
  const known = begin("c", true);
  assert.ok(known);
  assert.equal(begin("d", true), null);
  first();
  first();
  assert.equal(begin("d"), null, "given back twice is given back once: three are still under way");
  known();
  assert.ok(begin("a"));
});

Deno.test("governor: one network has four places at once, and takes none from the known or from others", () => {
  const governor = createGovernor(() => 0);
  const begin = (at: number, known: boolean, address: string) =>
    governor.begin(`${at}.site${at}.example`, known, address);
  const ends = [0, 1, 2, 3].map((at) => begin(at, false, `192.0.2.${at}`));
  assert.ok(ends.every((end) => end !== null));
  assert.equal(begin(4, false, "192.0.2.9"), null);
  assert.ok(begin(4, true, "192.0.2.9"), "a client that somebody signed in with is not a stranger's");
  assert.ok(begin(5, false, "192.0.3.1"));
  ends[0]?.();
  ends[0]?.();
  assert.ok(begin(6, false, "192.0.2.9"));
  assert.equal(begin(7, false, "192.0.2.9"), null);
});

Deno.test("governor: what a network is refused counts against nobody; a minute later it has its share again", () => {
  let now = 0;
  const limits = { perMinute: 8, sitePerMinute: 6, networkPerMinute: 5, networkSitePerMinute: 3 };
  const governor = createGovernor(() => now, limits);
  const fetched = (host: string, address: string) => {
    const end = governor.begin(host, false, address);
    end?.();
    return end !== null;
  };
  const count = (host: string, address: string) =>
    Array.from({ length: 20 }, () => fetched(host, address)).filter(Boolean).length;
  assert.equal(count("a.example", "192.0.2.1"), 3);
  assert.equal(count("a.example", "192.0.3.1"), 3, "the site has six: three are left");
  now = 60_000;
  assert.equal(count("a.example", "192.0.2.1"), 3);
  assert.equal(count("b.example", "192.0.2.2"), 2, "of its five, three are spent");
  assert.equal(count("b.example", "192.0.3.1"), 3, "of eight in all, five are spent");
});

/** [hosts, how many of them may be fetched from at once when one site may twice] */
const SITES: readonly (readonly [readonly string[], number])[] = [
  [["a.evil.example", "b.evil.example", "c.d.evil.example", "evil.example"], 2],
  [["evil.example:8443", "evil.example:8444", "evil.example"], 2],
  [["a.evil.co.uk", "b.evil.co.uk", "evil.co.uk"], 2],
  [["a.co.uk", "b.co.uk", "c.co.uk"], 3],
  [["claude.ai", "chatgpt.com", "vscode.dev"], 3],
];

for (const [hosts, most] of SITES) {
  Deno.test(`governor: ${hosts.join(", ")}: ${most} at once`, () => {
    const governor = createGovernor(() => 0);
    assert.equal(hosts.filter((host) => governor.begin(host, false, "192.0.2.1") !== null).length, most);
  });
}

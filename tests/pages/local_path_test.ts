import fc from "fast-check";
import assert from "node:assert/strict";
import { localPath } from "../../src/pages/local_path.ts";

const pieces = fc.constantFrom(
  ...[
    "/",
    "//",
    "\\",
    "portal",
    "consent",
    "?",
    "#",
    "%2f",
    "%5c",
    "%2e",
    "..",
    ".",
    "@",
    ":",
    "evil.example",
  ],
  ...["https:", "javascript:", "\t", "\r\n", " ", "\u0000", "ä", "／", "account", "&", "=", ";"],
);

Deno.test("whatever is asked for, the way leads to the portal or to the consent, at this origin", () => {
  const origin = "https://sql.example.com";
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
        fc.array(pieces, { maxLength: 8 }).map((parts) => `/portal${parts.join("")}`),
        fc.array(pieces, { maxLength: 8 }).map((parts) => `/consent?${parts.join("")}`),
      ),
      (next) => {
        const url = new URL(localPath(next), origin);
        assert.equal(url.origin, origin);
        assert.match(url.pathname, /^\/(consent|portal(\/.*)?)$/);
        assert.doesNotMatch(localPath(next), /[\r\n\\]|\/\//);
      },
    ),
    { numRuns: 20_000 },
  );
});

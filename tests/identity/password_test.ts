import fc from "fast-check";
import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { createPasswords } from "../../src/identity/password.ts";
import { checkPassword } from "../../src/identity/password_rules.ts";

const cheap = { ln: 4, r: 8, p: 1 };

Deno.test("a password verifies against its own hash, and no other does", async () => {
  const passwords = createPasswords({ cost: cheap });
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 100 }), fc.string({ maxLength: 100 }), async (one, other) => {
      const hash = await passwords.hash(one);
      assert.equal(await passwords.verify(one, hash), true);
      assert.equal(await passwords.verify(other, hash), one.normalize("NFKC") === other.normalize("NFKC"));
    }),
    { numRuns: 50 },
  );
});

Deno.test("what looks the same is the same password", async () => {
  const passwords = createPasswords({ cost: cheap });
  assert.equal(await passwords.verify("Å long pass", await passwords.hash("A\u030A long pass")), true);
});

Deno.test("the stored form holds its cost and no password; the default costs 32 MiB and three passes", async () => {
  const hash = await createPasswords().hash("correct horse");
  assert.match(hash, /^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/);
  const again = await createPasswords({ cost: cheap }).hash("correct horse");
  assert.notEqual(again.split("$")[3], hash.split("$")[3], "each has its own salt");
});

Deno.test("a hash of another cost verifies too, and is known as stale", async () => {
  const old = createPasswords({ cost: cheap });
  const now = createPasswords({ cost: { ...cheap, ln: 5 } });
  const hash = await old.hash("correct horse");
  assert.equal(await now.verify("correct horse", hash), true);
  assert.deepEqual([now.isStale(hash), old.isStale(hash)], [true, false]);
});

Deno.test("no hash, or a damaged one, verifies nothing", async () => {
  const passwords = createPasswords({ cost: cheap });
  const hash = await passwords.hash("correct horse");
  const damaged = [
    undefined,
    "",
    "correct horse",
    hash.slice(0, -1),
    hash.replace("scrypt", "plain"),
    hash.replace("ln=4", "ln=40"),
    hash.replace("ln=4", "ln=0"),
    hash.replace("r=8", "r=0"),
  ];
  for (const stored of damaged) assert.equal(await passwords.verify("correct horse", stored), false, stored);
});

Deno.test("so many hashes run, so many wait, the next is refused; and places are handed on", async () => {
  const passwords = createPasswords({ cost: { ln: 10, r: 8, p: 1 }, limits: { atOnce: 1, waiting: 2 } });
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash("correct horse")));
  assert.deepEqual(tries.map(({ status }) => status), [
    ...["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"],
  ]);
  const refused = tries.at(-1);
  assert.ok(refused?.status === "rejected" && refused.reason instanceof DynamoSqlError);
  assert.equal(refused.reason.code, "rate_limited");
  assert.equal(await passwords.verify("correct horse", await passwords.hash("correct horse")), true);
});

Deno.test("long passwords of any make are taken; short, common ones and the address itself are not", () => {
  for (
    const good of [
      "correct horse battery",
      "äöüäöüßßß€",
      "          . a",
      "1357924680135",
      "🐎🔋📎✅🐴🎈🎉🎊🎁🎂",
    ]
  ) {
    checkPassword(good, "ada@example.com");
  }
  for (
    const bad of [
      ...[
        "",
        "short",
        "123456789",
        "🐎🔋📎✅🐴🎈🎉🎊🎁",
        "1234567890",
        "PASSWORD123",
        "aaaaaaaaaaaa",
        "abababababab",
      ],
      ...["ada@example.com", "ADA@example.com ", "x".repeat(201), "correcthorsebatterystaple"],
    ]
  ) {
    assert.throws(() => checkPassword(bad, "Ada@example.com"), { code: "invalid_parameter" }, bad);
  }
  assert.throws(() => checkPassword("lovelacelovelace", "lovelacelovelace@example.com"));
});

import assert from "node:assert/strict";
import { countCases, testArguments } from "../run.ts";

Deno.test("a report's cases are counted, skipped ones as failed", () => {
  const report = `<testsuites name="deno test" tests="4" failures="1" errors="0" time="0.1">
    <testsuite name="a.ts" tests="4" disabled="1" errors="0" failures="1">
        <testcase name="one > two" classname="a.ts" time="0.001" line="1" col="6">
        </testcase>
        <testcase name="self-closed" classname="a.ts"/>
        <testcase name="three" classname="a.ts"><failure message="boom">x</failure></testcase>
        <testcase name="four" classname="a.ts"><skipped/></testcase>
    </testsuite></testsuites>`;
  assert.deepEqual(countCases(report), { passed: 2, failed: 2, skipped: ["four"] });
});

/** What Deno 2.9.6 writes of four tests under `--filter one`: one that fits, one switched off, two left out. */
const FILTERED = `<testsuites name="deno test" tests="4" failures="0" errors="0" time="0.012">
    <testsuite name="a_test.ts" tests="4" disabled="3" errors="0" failures="0">
        <testcase name="one" classname="a_test.ts" time="0.001" line="1" col="6">
        </testcase>
        <testcase name="two" classname="a_test.ts" line="2" col="6">
            <skipped/>
        </testcase>
        <testcase name="one, switched off" classname="a_test.ts" time="0.000" line="3" col="11">
            <skipped/>
        </testcase>
        <testcase name="three" classname="a_test.ts" line="4" col="6">
            <skipped/>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("a test that a filter leaves out is not a failed one; one that is switched off is", () => {
  assert.deepEqual(countCases(FILTERED, true), { passed: 1, failed: 1, skipped: ["one, switched off"] });
});

Deno.test("without a filter, a test that was never begun is a failed one", () => {
  assert.deepEqual(countCases(FILTERED), {
    passed: 1,
    failed: 3,
    skipped: ["two", "one, switched off", "three"],
  });
});

Deno.test("the text of a filter is no path: all tests are looked through for it", () => {
  assert.deepEqual(testArguments([]), { args: ["tests"], filtered: false });
  assert.deepEqual(testArguments(["--filter", "one"]), {
    args: ["--filter", "one", "tests"],
    filtered: true,
  });
  assert.deepEqual(testArguments(["--filter=one"]), { args: ["--filter=one", "tests"], filtered: true });
  assert.deepEqual(testArguments(["tests/sql", "--filter", "one"]), {
    args: ["tests/sql", "--filter", "one"],
    filtered: true,
  });
  assert.deepEqual(testArguments(["tests/sql", "--fail-fast"]), {
    args: ["tests/sql", "--fail-fast"],
    filtered: false,
  });
});

import assert from "node:assert/strict";
import { countCases } from "../run.ts";

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

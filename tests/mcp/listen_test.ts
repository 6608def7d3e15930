import assert from "node:assert/strict";
import { messages, modern, startHarness } from "./harness.ts";

Deno.test("a subscription is acknowledged with nothing, because nothing changes, and ends at once", async () => {
  await using harness = await startHarness();
  const filter = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
  const response = await modern(harness, "subscriptions/listen", { notifications: filter });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  // Ends by itself: no stream can outlive its token.
  const [acknowledged, result, ...more] = await messages(response);
  assert.ok(acknowledged !== undefined && "method" in acknowledged && "params" in acknowledged);
  assert.equal(acknowledged.method, "notifications/subscriptions/acknowledged");
  assert.deepEqual(acknowledged.params, {
    notifications: {},
    _meta: { "io.modelcontextprotocol/subscriptionId": 1 },
  });
  assert.equal(result?.id, 1);
  assert.equal(result?.result.resultType, "complete");
  assert.deepEqual(more, []);
});

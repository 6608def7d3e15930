/**
 * Plays DynamoDB: answers Scans with pages recorded from the real thing, over and over, until a table of as many
 * items as its name says (`replay_1000000`) has been read; segments share them evenly. A process of its own, so that
 * what is measured does not pay for it. Argument: a file of recorded answers, one JSON text a line. Prints its URL.
 * @module
 */

/** A recorded answer without its end: what follows `LastEvaluatedKey` differs from page to page. */
interface Recorded {
  readonly head: Uint8Array;
  readonly count: number;
}

const encoder = new TextEncoder();
const [file] = Deno.args;
if (file === undefined) throw new Error("Give a file of recorded pages.");
const pages: Recorded[] = Deno.readTextFileSync(file).trim().split("\n").map((line) => {
  const answer: { readonly Items: readonly unknown[] } = JSON.parse(line);
  return { head: encoder.encode(`{"Items":${JSON.stringify(answer.Items)}`), count: answer.Items.length };
});

/** A Scan as it arrives, as far as it is honoured. */
interface ScanRequest {
  readonly TableName: string;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ExclusiveStartKey?: { readonly order_id: { readonly S: string } };
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}, async (request) => {
  const scan: ScanRequest = await request.json();
  const items = Number(scan.TableName.replace(/\D/g, ""));
  const segments = scan.TotalSegments ?? 1;
  const segment = scan.Segment ?? 0;
  const mine = Math.floor(items / segments) + (segment < items % segments ? 1 : 0);
  const [turn = 0, done = 0] = (scan.ExclusiveStartKey?.order_id.S ?? "0:0").split(":").map(Number);
  const page = pages[(turn + segment) % pages.length];
  if (page === undefined) throw new Error("No pages.");
  // The last page is whole too: a few thousand items more than the name says, told by Count.
  const after = done + page.count;
  const last = after >= mine ? "" : `,"LastEvaluatedKey":{"order_id":{"S":"${turn + 1}:${after}"}}`;
  const tail = encoder.encode(
    `,"Count":${page.count},"ScannedCount":${page.count},` +
      `"ConsumedCapacity":{"TableName":"${scan.TableName}","CapacityUnits":128.5}${last}}`,
  );
  const body = new Uint8Array(page.head.length + tail.length);
  body.set(page.head);
  body.set(tail, page.head.length);
  return new Response(body, { headers: { "content-type": "application/x-amz-json-1.0" } });
});

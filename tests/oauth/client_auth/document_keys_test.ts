import assert from "node:assert/strict";
import { startDocumentHost } from "../clients/document_host.ts";
import { CALLBACK, startServer } from "../fixture.ts";
import { assertion, newKeys, redeem } from "../methods.ts";
import { assertRefused, tokens } from "../people.ts";

/** A client known by its document, whose keys lie at `jwks_uri`, at the token endpoint. */

Deno.test("a document's client authenticates by keys of its jwks_uri; rotated keys are fetched, gone ones refused", async () => {
  const [first, second] = [await newKeys("ES256", "k1"), await newKeys("ES256", "k2")];
  let published = [first.jwk];
  await using host = await startDocumentHost((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/jwks.json") return Response.json({ keys: published });
    return Response.json({
      client_id: `${host.origin}/client`,
      client_name: "Keys",
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "private_key_jwt",
      jwks_uri: `${host.origin}/jwks.json`,
    });
  });
  await using server = await startServer({ network: host.network });
  const id = `${host.origin}/client`;
  const attempt = async (keys: typeof first, kid: string) =>
    await redeem(server, id, { form: await assertion(server, id, keys, {}, { kid }) });

  tokens(await attempt(first, "k1"));
  const fetched = host.asked.filter((path) => path === "/jwks.json").length;
  assert.equal(fetched, 1);
  tokens(await attempt(first, "k1"));
  assert.equal(host.asked.filter((path) => path === "/jwks.json").length, 1, "from memory");

  published = [second.jwk];
  server.advance(61);
  tokens(await attempt(second, "k2"));
  assertRefused(await attempt(first, "k1"), 401, "invalid_client");
  // A client of keys does not come without, nor under another's.
  assertRefused(await redeem(server, id, { form: { client_id: id } }), 401, "invalid_client");
  assertRefused(await attempt(await newKeys("ES256", "k2"), "k2"), 401, "invalid_client");
});

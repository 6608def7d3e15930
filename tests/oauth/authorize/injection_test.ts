import assert from "node:assert/strict";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import {
  type Answer,
  assertPage,
  CALLBACK,
  CODE,
  consentForm,
  goodRequest,
  ISSUER,
  operatorClient,
  returned,
  startAuthorizeServer,
} from "./fixture.ts";

/** What attackers write where they may write. */
const HOSTILE: Readonly<Record<string, string>> = {
  "CR LF and a header": "x\r\nSet-Cookie: a=b",
  "LF": "x\nLocation: https://evil.example",
  "CR": "x\rX: y",
  "CR LF CR LF and a body": "x\r\n\r\n<script>alert(1)</script>",
  "encoded CR LF": "x%0d%0aSet-Cookie:%20a=b",
  "NUL": "a\0b",
  "a vertical tab and a form feed": "a\v\f b",
  "line separators": "a\u2028\u2029b",
  "a script": "<script>alert(1)</script>",
  "a broken tag": "</title></h1><img src=x onerror=alert(1)>",
  "an attribute's end": `" onmouseover="alert(1)`,
  "an attribute's end with apostrophes": `' onfocus='alert(1)' autofocus='`,
  "an unquoted attribute": "x onfocus=alert(1) autofocus",
  "a comment": "--><script>alert(1)</script><!--",
  "a template": "{{constructor.constructor('alert(1)')()}}",
  "an entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
  "a numeric entity": "&#60;script&#62;",
  "a form of its own": "<form action=https://evil.example><input name=password>",
  "a base": "<base href=https://evil.example/>",
  "a meta refresh": `<meta http-equiv="refresh" content="0;url=https://evil.example">`,
  "a javascript URL": "javascript:alert(1)",
  "quotes and backslashes": `"'\\\`&<>`,
  "right-to-left override": "\u202eelgoog\u202c",
  "isolates": "\u2066evil\u2069",
  "zero-width characters": "g\u200bo\u200co\u200dg\ufeffle",
  "an emoji with joiners": "👩‍👩‍👧",
  "non-ASCII": "naïve Größe 日本語",
  "plus, percent, ampersand, equals": "a+b%20c&d=e#f?g",
  "parameters": "x&code=stolen&iss=https://evil.example",
  "very many combining marks": `Z${"\u0301".repeat(500)}`,
  "overlong": "A".repeat(2000),
};

/** The elements of a page with the names of their attributes, in order: what no text in it may change. */
function shapeOf(answer: Answer): string[] {
  return [...walk(parse(answer.html))].flatMap((node) =>
    "tagName" in node ? [`${node.tagName} ${node.attrs.map(({ name }) => name).join(" ")}`] : []
  );
}

/** A page with hostile text in it is built like the one with harmless text. */
function assertHarmless(answer: Answer, harmless: Answer): void {
  assert.deepEqual(shapeOf(answer), shapeOf(harmless));
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.ok(answer.page.forms.every(({ action }) => action === "/consent"));
  assert.ok(
    answer.page.links.every(({ href }) => /^(\/login\?|https:\/\/app\.example\/callback\?)/.test(href)),
  );
}

function* walk(node: DefaultTreeAdapterTypes.Node): Generator<DefaultTreeAdapterTypes.Node> {
  yield node;
  if ("childNodes" in node) { for (const child of node.childNodes) yield* walk(child); }
}

Deno.test("state goes back exactly as it came, in headers and pages that it cannot break", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient(), operatorClient({ clientId: "self", known: "self" }));
  const { cookie } = await server.signIn();
  const plain = (await server.consent(cookie)).answer;
  const plainReturn = await server.authorize(goodRequest({ client_id: "self", scope: "admin" }));
  for (const [name, state] of Object.entries(HOSTILE)) {
    await t.step(`error: ${name}`, async () => {
      const answer = await server.authorize(goodRequest({ state, scope: "admin" }));
      const { error_description: _, ...rest } = returned(answer);
      assert.deepEqual(rest, { error: "invalid_scope", state, iss: ISSUER });
      assert.equal(answer.headers.get("set-cookie"), null);
      assert.match(answer.location ?? "", /^[\x21-\x7e]+$/);
    });
    await t.step(`success: ${name}`, async () => {
      const { answer } = await server.consent(cookie, { state });
      assertHarmless(answer, plain);
      const back = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
      const { code = "", ...rest } = returned(back);
      assert.match(code, CODE);
      assert.deepEqual(rest, { state, iss: ISSUER });
    });
    await t.step(`denied: ${name}`, async () => {
      const { answer } = await server.consent(cookie, { state });
      const back = await server.send("/consent", { cookie, form: consentForm(answer, "deny") });
      assert.equal(returned(back).state, state);
    });
    await t.step(`page of a self-registered client: ${name}`, async () => {
      const answer = await server.authorize(goodRequest({ client_id: "self", state, scope: "admin" }));
      assertPage(answer);
      assertHarmless(answer, plainReturn);
      assert.equal(new URL(answer.page.links[0]?.href ?? "").searchParams.get("state"), state);
    });
  }
});

Deno.test("a client's name is shown as text, on one line, bounded, and never turned around", async (t) => {
  await using server = await startAuthorizeServer();
  const { cookie } = await server.signIn();
  for (const known of ["operator", "document", "self"] as const) {
    const host = known === "document" ? { host: "app.example" } : {};
    server.register(operatorClient({ known, ...host }));
    const plain = (await server.consent(cookie)).answer;
    for (const [title, name] of Object.entries(HOSTILE)) {
      await t.step(`${known}: ${title}`, async () => {
        server.register(operatorClient({ name, known, ...host }));
        const { answer } = await server.consent(cookie);
        assertHarmless(answer, plain);
        const heading = /<h1>\s*Allow <bdi>(.*?)<\/bdi> to use your account\?\s*<\/h1>/s.exec(answer.html)
          ?.[1];
        assert.ok(heading !== undefined, answer.html);
        assert.doesNotMatch(heading, /\p{C}|[<>"]|[\u2028\u2029]/u);
        const text = /Allow (.*?) to use your account/.exec(answer.page.text)?.[1] ?? "";
        assert.ok([...text].length <= 100);
        await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
        assert.ok(
          [...server.issued.at(-1)?.client.name ?? ""].length <= 100,
          "the grant has the name as shown",
        );
        assert.doesNotMatch(server.issued.at(-1)?.client.name ?? "", /\p{C}/u);
      });
    }
  }
  const refused = () => server.authorize(goodRequest({ scope: "admin" }));
  server.register(operatorClient({ known: "self" }));
  const plainReturn = await refused();
  for (const [title, name] of Object.entries(HOSTILE)) {
    await t.step(`on an error's page: ${title}`, async () => {
      server.register(operatorClient({ name, known: "self" }));
      assertHarmless(await refused(), plainReturn);
    });
  }
  for (const name of ["", "  ", "\u202e\u200b", "\0"]) {
    await t.step(`a name with nothing in it: ${JSON.stringify(name)}`, async () => {
      server.register(operatorClient({ name }));
      assert.match((await server.consent(cookie)).answer.page.text, /^Allow app to use your account/);
    });
  }
});

Deno.test("an e-mail address is shown as text", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  const plain = (await server.consent((await server.signIn()).cookie)).answer;
  for (const [title, email] of Object.entries(HOSTILE)) {
    await t.step(title, async () => {
      const { cookie } = await server.signIn(undefined, { email });
      assertHarmless((await server.consent(cookie)).answer, plain);
    });
  }
});

Deno.test("no parameter of a request is echoed on a page that explains", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  const parameters = Object.fromEntries([...goodRequest()]);
  for (const name of Object.keys(parameters)) {
    for (const [title, text] of Object.entries(HOSTILE)) {
      await t.step(`${name}: ${title}`, async () => {
        // With no redirect URI of the client, every fault becomes a page.
        const redirect = name === "redirect_uri" ? {} : { redirect_uri: "https://evil.example/" };
        const marked = `mark7361${text}`;
        const answer = await server.authorize(goodRequest({ ...redirect, [name]: marked }));
        assertPage(answer);
        assert.doesNotMatch(answer.html, /mark7361|evil\.example/);
        assert.deepEqual(answer.page.links, []);
      });
    }
  }
});

Deno.test("no parameter can break the way back or bring one of ours with it", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  for (
    const name of [
      "response_type",
      "scope",
      "resource",
      "prompt",
      "response_mode",
      "code_challenge",
      "request",
    ]
  ) {
    for (const [title, text] of Object.entries(HOSTILE)) {
      await t.step(`${name}: ${title}`, async () => {
        const answer = await server.authorize(goodRequest({ [name]: text }));
        const { error_description: description = "", ...rest } = returned(answer, CALLBACK);
        assert.deepEqual({ ...rest, error: "" }, { error: "", state: "xyz", iss: ISSUER });
        assert.match(description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
        assert.match(answer.location ?? "", /^[\x21-\x7e]+$/);
      });
    }
  }
});

import axe from "axe-core/axe.min.js";
import assert from "node:assert/strict";
import { type Browser, launch, type Page } from "puppeteer-core";
import { chromiumBinary } from "../../fixtures/chromium_binary.ts";
import { goodRequest, operatorClient, startAuthorizeServer } from "./fixture.ts";

const request = (over: Record<string, string> = {}) =>
  goodRequest({ resource: "http://localhost:8080/mcp", ...over });

/** Nothing is resolved but this machine: no request of a test leaves it. */
async function startChromium(): Promise<Browser> {
  const { executablePath, env } = await chromiumBinary();
  return await launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
    env: { ...Deno.env.toObject(), ...env },
  });
}

/** Clicks, and tells where the browser went on to, `hops` away from here; null if it did not. */
async function follow(page: Page, selector: string, hops = 1): Promise<string | null> {
  const own = new URL(page.url()).origin;
  const devtools = await page.createCDPSession();
  await devtools.send("Network.enable");
  await devtools.send("Audits.enable");
  const settled = Promise.withResolvers<string | null>();
  // Said before a redirect is followed, and not said of one that the page's policy forbids.
  devtools.on("Network.requestWillBeSent", ({ request }) => {
    if (!request.url.startsWith(own) && --hops === 0) settled.resolve(request.url);
  });
  devtools.on("Audits.issueAdded", ({ issue }) => {
    if (issue.code === "ContentSecurityPolicyIssue") settled.resolve(null);
  });
  await page.click(selector);
  return await settled.promise;
}

/** The serious findings of axe-core on the page. */
async function findings(page: Page): Promise<string[]> {
  // The page's policy allows no script; axe gets in beside it, through the debugger.
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    "axe.run().then((r) => r.violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.html)}`))",
  );
  assert.ok(Array.isArray(found));
  return found.map(String);
}

Deno.test("a form that may not lead elsewhere does not: what the next test sees, it would miss", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) =>
      request.method === "POST"
        ? new Response(null, { status: 303, headers: { location: "https://app.example/cb" } })
        : new Response("<form method=post><button>", {
          headers: { "content-type": "text/html", "content-security-policy": "form-action 'self'" },
        }),
  );
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    assert.equal(await follow(page, "button"), null);
  } finally {
    await browser.close();
  }
});

Deno.test("in Chromium, without script", async (t) => {
  // Loopback's cookie: Chromium takes a Secure one over https only.
  await using server = await startAuthorizeServer({ issuer: "http://localhost:8080" });
  const { cookie } = await server.signIn("ada@example.com");
  const [name = "", value = ""] = cookie.split("=");
  const browser = await startChromium();
  const open = async (path: string, width = 1000) => {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 1300 });
    await page.setJavaScriptEnabled(false);
    await page.setCookie({ name, value, domain: "127.0.0.1", path: "/", httpOnly: true, sameSite: "Lax" });
    await page.goto(server.origin + path);
    return page;
  };
  const shots = Deno.env.get("SCREENSHOTS");
  const shot = async (page: Page, title: string) => {
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${title}.png`, fullPage: true });
  };
  try {
    const places = [
      "https://app.example/cb?x=1",
      "https://app.example:8443/cb",
      "http://localhost:51234/callback",
      "http://127.0.0.1:51234/callback",
      "http://[::1]:51234/callback",
      "cursor://anysphere.cursor-mcp/oauth/callback",
    ];
    for (const decision of ["approve", "deny"]) {
      for (const redirectUri of places) {
        await t.step(`${decision} leads on to ${redirectUri}, past form-action`, async () => {
          server.register(operatorClient({ redirectUris: [redirectUri] }));
          const page = await open(`/authorize?${request({ redirect_uri: redirectUri })}`);
          assert.match(page.url(), /\/consent\?request=/);
          const followed = await follow(page, `button[value=${decision}]`);
          assert.ok(followed?.startsWith(redirectUri), String(followed));
          assert.match(followed ?? "", decision === "approve" ? /[?&]code=/ : /[?&]error=access_denied&/);
          await page.close();
        });
      }
    }

    for (const decision of ["approve", "deny"]) {
      await t.step(
        `${decision} leads on through the client's own redirect to its thank-you page`,
        async () => {
          await using client = Deno.serve(
            { port: 0, hostname: "127.0.0.1", onListen() {} },
            () => new Response(null, { status: 302, headers: { location: "https://thanks.example/done" } }),
          );
          const redirectUri = `http://127.0.0.1:${client.addr.port}/cb`;
          server.register(operatorClient({ redirectUris: [redirectUri] }));
          const page = await open(`/authorize?${request({ redirect_uri: redirectUri })}`);
          assert.ok(
            (await follow(page, `button[value=${decision}]`, 2))?.startsWith("https://thanks.example/"),
          );
          await page.close();
        },
      );
    }

    for (const gap of [0, 5, 50, 150]) {
      await t.step(`a double click approves once and arrives, ${gap} ms between the clicks`, async () => {
        await using client = Deno.serve(
          { port: 0, hostname: "127.0.0.1", onListen() {} },
          async () => {
            // Slow enough for the second click to come in between.
            await new Promise((resolve) => setTimeout(resolve, 300));
            return new Response("Thanks");
          },
        );
        const redirectUri = `http://127.0.0.1:${client.addr.port}/cb`;
        server.register(operatorClient({ redirectUris: [redirectUri] }));
        const page = await open(`/authorize?${request({ redirect_uri: redirectUri })}`);
        await page.setJavaScriptEnabled(true);
        await page.reload();
        const before = server.issued.length;
        const button = await page.waitForSelector("button[value=approve]");
        const box = await button?.boundingBox();
        assert.ok(box !== null && box !== undefined);
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        await page.mouse.move(x, y);
        for (let click = 0; click < 2; click++) {
          // Not waited for: a click is over when the page it was on is gone.
          page.mouse.down().catch(() => {});
          page.mouse.up().catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, gap));
        }
        // Where it comes to rest: at the client, or (it must not) at a page of ours that says it was used.
        const deadline = Date.now() + 20_000;
        const rest = () => page.url().startsWith(redirectUri) || page.url() === `${server.origin}/consent`;
        while (!rest() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
        assert.ok(page.url().startsWith(`${redirectUri}?code=`), page.url());
        assert.equal(server.issued.length, before + 1);
        await page.close();
      });
    }

    const hostile = "<b onclick=alert(1)>Bank\u202e</b> of \u0645\u0635\u0631 ".padEnd(100, "W");
    const looks: Record<string, readonly [Parameters<typeof operatorClient>[0], Record<string, string>]> = {
      "consent, the operator's client": [{ name: "Reporting" }, {}],
      "consent, Claude Code": [
        {
          name: "Claude Code",
          known: "document",
          host: "claude.ai",
          redirectUris: ["http://localhost/callback"],
        },
        { redirect_uri: "http://localhost:51234/callback" },
      ],
      "consent, Cursor": [
        { name: "Cursor", known: "self", redirectUris: ["cursor://anysphere.cursor-mcp/oauth/callback"] },
        { redirect_uri: "cursor://anysphere.cursor-mcp/oauth/callback" },
      ],
      "consent, a hostile name": [{ name: hostile, known: "self" }, {}],
      "consent, one scope": [{ name: "Reporting" }, { scope: "query" }],
      "problem, no redirect": [{}, { redirect_uri: "https://evil.example/" }],
      "problem, a way back": [{ known: "self" }, { scope: "admin" }],
    };
    for (const [title, [client, over]] of Object.entries(looks)) {
      for (const scheme of ["light", "dark"]) {
        await t.step(`axe-core finds nothing: ${title}, ${scheme}`, async () => {
          server.register(operatorClient(client));
          const page = await open(`/authorize?${request(over)}`, scheme === "dark" ? 360 : 1000);
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          await shot(page, `${title} ${scheme}`);
          // axe is a script itself.
          await page.setJavaScriptEnabled(true);
          await page.reload();
          assert.deepEqual(await findings(page), []);
          const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          assert.equal(wide, 0, "nothing sticks out");
          await page.close();
        });
      }
    }

    await t.step("the keyboard alone approves, with one tick taken away", async () => {
      server.register(operatorClient());
      const page = await open(`/authorize?${request()}`);
      await page.focus("input[value='schemas:read']");
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      const before = server.issued.length;
      const devtools = await page.createCDPSession();
      await devtools.send("Network.enable");
      const gone = Promise.withResolvers<void>();
      devtools.on("Network.requestWillBeSent", ({ request }) => {
        if (request.url.startsWith("https://app.example/")) gone.resolve();
      });
      await page.keyboard.press("Enter");
      await gone.promise;
      assert.deepEqual(server.issued.slice(before).map(({ scopes }) => scopes), [["query"]]);
      await page.close();
    });

    await t.step("no page can be framed (protocol rule 5.14)", async () => {
      const consent = (await server.authorize(request(), { cookie })).location ?? "";
      const urls = [consent, `/authorize?${request()}`, "/authorize"].map((path) => server.origin + path);
      await using frame = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () =>
          new Response(
            urls.map((url) => `<iframe src="${url.replaceAll("&", "&amp;")}"></iframe>`).join(""),
            {
              headers: { "content-type": "text/html" },
            },
          ),
      );
      const page = await open("/authorize");
      await page.goto(`http://127.0.0.1:${frame.addr.port}/`);
      const texts = await Promise.all(page.frames().slice(1).map((one) => one.content()));
      assert.equal(texts.length, urls.length);
      for (const text of texts) assert.doesNotMatch(text, /Approve|complete this sign-in/);
      await page.close();
    });
  } finally {
    await browser.close();
  }
});

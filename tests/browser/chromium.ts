/** Chromium without a screen, and the whole server in front of it. */
import axe from "axe-core/axe.js";
import assert from "node:assert/strict";
import { type Browser, launch, type Page } from "puppeteer-core";
import { z } from "zod";
import { createApp } from "../../src/app.ts";
import { settingsSchema } from "../../src/config.ts";
import { createPasswords } from "../../src/identity/password.ts";
import { createUsers } from "../../src/identity/users.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { createLogger } from "../../src/telemetry/log.ts";
import { chromiumBinary } from "../fixtures/chromium_binary.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

export const EMAIL = "ada@example.com";
export const PASSWORD = "correct horse battery staple";

/** Starts the browser. */
async function chromium(): Promise<Browser> {
  const { executablePath, env } = await chromiumBinary();
  return await launch({
    executablePath,
    headless: true,
    timeout: 60_000,
    // No sandbox: tests run as root in containers, and visit this machine alone.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--lang=en"],
    env: { ...Deno.env.toObject(), ...env, LANG: "C.UTF-8" },
  });
}

/** The application at a real listener on `localhost`. */
async function startApp(options: { readonly user?: boolean } = {}) {
  const store = await openStore("memory:");
  const handler = Promise.withResolvers<
    (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>
  >();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request, info) => (await handler.promise)(request, info),
  );
  const url = `http://localhost:${server.addr.port}`;
  const log = createLogger({ write() {} });
  const app = await createApp({ settings: settingsSchema.parse({}), publicUrl: url, store, log });
  handler.resolve(async (request, info) => await app.fetch(request, info));
  const revision = createRevision(store);
  const users = createUsers({ ...systemRuntime, store, revision });
  if (options.user !== false) {
    // Cheap for the first sign-in, which then makes it dear.
    const passwordHash = await createPasswords({ cost: { ln: 10, r: 8, p: 1 } }).hash(PASSWORD);
    await users.add({ tenantId: "default", email: EMAIL, role: "admin", passwordHash });
  }
  return {
    url,
    store,
    users,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await app.close();
      await store.close();
    },
  };
}

/** The server and a browser in front of it, both gone at the end of the test. */
export async function startVisit(options: { readonly user?: boolean } = {}) {
  const app = await startApp(options);
  const browser = await chromium();

  async function anotherPage(): Promise<Page> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    // A busy machine is slow, not wrong.
    page.setDefaultTimeout(60_000);
    return page;
  }

  return {
    app,
    page: await anotherPage(),
    /** A page of a profile of its own: another person, or the same at another computer. */
    anotherPage,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await app[Symbol.asyncDispose]();
    },
  };
}

/** Fills in the sign-in form, and waits for what comes after. */
export async function signIn(page: Page, password = PASSWORD): Promise<void> {
  await page.type("#email", EMAIL);
  await page.type("#password", password);
  await press(page, "main form button.primary");
}

/** Presses a button and waits for the page that it leads to. */
export async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

/** What a person reads. */
export async function textOf(page: Page): Promise<string> {
  return String(await page.evaluate("document.body.innerText")).replaceAll(/\s+/g, " ");
}

/** A property of the first element that fits. */
export async function property(page: Page, selector: string, name: string): Promise<unknown> {
  return await page.$eval(selector, (element, name) => Reflect.get(element, name), name);
}

/** The path and query that the browser shows. */
export function pathOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

// As text: what runs in the page has other types than what runs here.
const AXE_RUN = `axe.run(document, { runOnly: [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"
] }).then(({ violations }) => violations.map(({ id, impact, nodes }) =>
  impact + " " + id + ": " + nodes.map((one) => one.html).join(" ")))`;
const LOW_TARGETS =
  `[...document.querySelectorAll("button, a.button, a.away, nav a, a.brand, input, label:has(input)")]
  .filter((one) => one.checkVisibility() && !one.matches("[type=checkbox], [type=radio], [type=hidden]"))
  .filter((one) => one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 80) + " " + one.getBoundingClientRect().height)`;
const textsSchema = z.array(z.string());

const VIEWS = [
  { name: "desktop", width: 1280, height: 900 },
  { name: "phone", width: 320, height: 640 },
];

/**
 * Looks at the page in both widths and both schemes: axe finds nothing, nothing sticks out, what is pressed is high enough.
 * Pictures go to `$SCREENSHOTS`, if that is set, for somebody to look at.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const folder = Deno.env.get("SCREENSHOTS");
  const problems: string[] = [];
  for (const { name: view, width, height } of VIEWS) {
    await page.setViewport({ width, height });
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const where = `${name} ${view} ${scheme}`;
      await page.evaluate(axe.source);
      const found = textsSchema.parse(await page.evaluate(AXE_RUN));
      problems.push(...found.map((one) => `${where}: ${one}`));
      const size = Number(await page.evaluate("document.documentElement.scrollWidth"));
      if (size > width) problems.push(`${where}: ${size} px wide`);
      const low = textsSchema.parse(await page.evaluate(LOW_TARGETS));
      problems.push(...low.map((one) => `${where}: too low: ${one}`));
      if (folder !== undefined) {
        await Deno.mkdir(folder, { recursive: true });
        const path = `${folder}/${where.replaceAll(" ", "_")}.png`;
        await Deno.writeFile(path, await page.screenshot({ fullPage: true }));
      }
    }
  }
  await page.setViewport({ width: 1280, height: 900 });
  assert.deepEqual(problems, []);
}

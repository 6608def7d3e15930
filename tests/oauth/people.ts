/** Sign-ins of tests: a person, an app, a code; and the requests that an app sends with them. */
import assert from "node:assert/strict";
import type { ApprovedConsent } from "../../src/oauth/grant_store/grant.ts";
import { CALLBACK, postToken, startServer, type TestServer, VERIFIER } from "./fixture.ts";

/** The form of a request; undefined leaves a parameter out. */
export type Form = Readonly<Record<string, string | undefined>>;

/** What `/token` answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** An answer, read. */
export async function read(response: Response | Promise<Response>): Promise<Answer> {
  const { status, headers, ...rest } = await withText(await response);
  return { status, headers, ...rest };
}

async function withText(response: Response) {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

const given = (form: Form) =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]),
  );

/** A person and a public app on a server. */
export async function aSignIn(server: TestServer, over: Partial<ApprovedConsent> = {}) {
  const [user, app] = await Promise.all([server.addUser(), server.addApp()]);
  const { clientId } = app;
  const issue = (more: Partial<ApprovedConsent> = {}) =>
    server.issueCode(clientId, user.userId, { ...over, ...more });
  /** The request that redeems a code; nothing is wrong with it but what `change` changes. */
  const redeem = (code: string, change: Form = {}, headers: Record<string, string> = {}) =>
    read(postToken(
      server,
      given({
        grant_type: "authorization_code",
        code,
        client_id: clientId,
        redirect_uri: CALLBACK,
        code_verifier: VERIFIER,
        ...change,
      }),
      headers,
    ));
  const refresh = (token: string, change: Form = {}, headers: Record<string, string> = {}) =>
    read(postToken(
      server,
      given({ grant_type: "refresh_token", refresh_token: token, client_id: clientId, ...change }),
      headers,
    ));
  return { user, clientId, issue, redeem, refresh, signIn: async () => tokens(await redeem(await issue())) };
}

/** The sign-in of {@linkcode aSignIn}. */
export type SignIn = Awaited<ReturnType<typeof aSignIn>>;

/** The tokens of a good answer. */
export function tokens(answer: Answer): { access: string; refresh: string; scope: string } {
  assert.equal(answer.status, 200, answer.text);
  const { access_token, refresh_token, scope } = answer.body;
  return { access: String(access_token), refresh: String(refresh_token), scope: String(scope) };
}

/** A refusal in the words of OAuth, that says nothing else. */
export function assertRefused(answer: Answer, status: number, error: string): void {
  assert.deepEqual([answer.status, answer.body["error"]], [status, error], answer.text);
  assert.deepEqual(Object.keys(answer.body), ["error", "error_description"]);
  assert.match(String(answer.body["error_description"]), /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("access-control-allow-credentials"), null);
}

/** What `/mcp` says to an access token. */
export async function mcpStatus(server: TestServer, access: string): Promise<number> {
  const response = await fetch(`${server.origin}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${access}` },
  });
  await response.body?.cancel();
  return response.status;
}

/** A server and a sign-in on it. */
export async function startSignIn(over: Partial<ApprovedConsent> = {}) {
  const server = await startServer();
  const one = await aSignIn(server, over);
  return { server, ...one, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

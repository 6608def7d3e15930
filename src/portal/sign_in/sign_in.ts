/**
 * `/login`: the password, then a second step where one is enrolled.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { PortalParts, Visit } from "../deps.ts";
import { readPortalForm, readPortalJson } from "../../pages/form.ts";
import { localPath } from "../../pages/local_path.ts";
import { PORTAL } from "../../pages/paths.ts";
import { json, seeOther, withCookies } from "../../pages/responses.ts";
import { refuseForeign } from "../../pages/same_origin.ts";
import { tooMany } from "../../pages/too_many.ts";
import { visitorForms, visitorOf } from "../visitor.ts";
import { type LoginView, renderCode, renderLogin } from "./pages.tsx";
import { defined } from "../../lib/defined.ts";

/** The same words whatever was wrong: nobody learns which accounts there are. */
const REFUSED = "Incorrect email or password.";
const EXPIRED = "This page was open for too long. Please sign in again.";

/** What a page that led here has to say; a closed list, so that a link cannot put words into our mouth. */
const DONE: Readonly<Record<string, string>> = {
  password: "Your new password is set. Sign in with it.",
  everywhere: "You are signed out everywhere, and your applications are disconnected.",
  out: "You are signed out.",
};

/** `GET /login?next=…`; `prompt=login` asks again though somebody is signed in. */
export async function showLogin({ request, url, parts }: Visit): Promise<Response> {
  const next = localPath(url.searchParams.get("next") ?? undefined);
  const again = url.searchParams.get("prompt") === "login";
  const session = await parts.sessions.current(request);
  if (session !== null && !again) return seeOther(next);
  const done = DONE[url.searchParams.get("done") ?? ""];
  return await login(parts, request, {
    next,
    again: again && session !== null,
    ...defined({ done, email: again && session !== null ? session.user.email : undefined }),
  });
}

/** `POST /login`. */
export async function answerLogin({ request, address, parts }: Visit): Promise<Response> {
  refuseForeign(request, parts.origins);
  const form = await readPortalForm(request);
  const next = localPath(form("next"));
  const email = form("email") ?? "";
  if (await visitorOf(parts, request, "login", form("csrf")) === null) {
    return await login(parts, request, { next, email, problem: EXPIRED, status: 403 });
  }
  try {
    const result = await parts.signIn.withPassword(email, form("password") ?? "", address);
    if (result.type === "signed in") return await signedIn(parts, request, result, next, "password");
    if (result.type === "second step") {
      const step = `${PORTAL.loginCode}?${new URLSearchParams({ next })}`;
      return seeOther(step, [parts.cookies.step.set(result.token)]);
    }
    return await login(parts, request, { next, email, problem: REFUSED, status: 401 });
  } catch (thrown) {
    return await login(parts, request, { next, email, ...tooMany(thrown) });
  }
}

/** `GET /login/code`. */
export async function showCode({ request, url, parts }: Visit): Promise<Response> {
  return await code(parts, request, localPath(url.searchParams.get("next") ?? undefined));
}

/** `POST /login/code`. */
export async function answerCode({ request, address, parts }: Visit): Promise<Response> {
  refuseForeign(request, parts.origins);
  const form = await readPortalForm(request);
  const next = localPath(form("next"));
  if (await visitorOf(parts, request, "login:code", form("csrf")) === null) {
    return await code(parts, request, next, { problem: EXPIRED, status: 403 });
  }
  const token = parts.cookies.step.read(request) ?? "";
  try {
    const result = await parts.signIn.withCode(token, (form("code") ?? "").slice(0, 100), address);
    if (result?.type === "signed in") return await signedIn(parts, request, result, next, "code");
    if (result === null) return await login(parts, request, { next, problem: EXPIRED, status: 401 });
    return await code(parts, request, next, { problem: "That code is not right, or was used.", status: 401 });
  } catch (thrown) {
    return await code(parts, request, next, tooMany(thrown));
  }
}

/** `POST /login/passkey/options`: for the script. */
export async function passkeyOptions({ request, parts }: Visit): Promise<Response> {
  const visitor = await scriptVisitor(request, parts);
  return json(await parts.passkeys.requestOptions(visitor));
}

/** `POST /login/passkey`: for the script. */
export async function answerPasskey({ request, url, address, parts }: Visit): Promise<Response> {
  const visitor = await scriptVisitor(request, parts);
  const answer = await readPortalJson(request);
  const result = await parts.signIn.withPasskey(visitor, answer, address);
  if (result.type !== "signed in") {
    throw new DynamoSqlError("invalid_request", "That passkey is not known here, or could not be checked.");
  }
  const next = localPath(url.searchParams.get("next") ?? undefined);
  const { headers } = await signedIn(parts, request, result, next, "passkey");
  return json({ location: next }, 200, headers.getSetCookie());
}

/** The visitor whose script asks: the token comes in a header, which no form of another site can set. */
async function scriptVisitor(request: Request, parts: PortalParts): Promise<string> {
  refuseForeign(request, parts.origins);
  const token = request.headers.get("x-csrf-token") ?? undefined;
  const visitor = await visitorOf(parts, request, "login:passkey", token);
  if (visitor === null) throw new DynamoSqlError("forbidden_origin", EXPIRED);
  return visitor;
}

/** A new session; what belonged to the visitor goes. */
async function signedIn(
  parts: PortalParts,
  request: Request,
  { userId, epoch }: { readonly userId: string; readonly epoch: number },
  next: string,
  method: string,
): Promise<Response> {
  const { sessions, cookies, log } = parts;
  const cookie = await sessions.start(request, userId, epoch);
  log.info("Signed in.", { user_id: userId, method });
  return seeOther(next, [cookie, cookies.step.clear(), cookies.visitor.clear()]);
}

type LoginState = Omit<LoginView, "csrf" | "passkeyCsrf" | "isNew">;

async function login(parts: PortalParts, request: Request, state: LoginState): Promise<Response> {
  const { csrf, cookies } = await visitorForms(parts, request, "login", "login:passkey");
  const view = { ...state, csrf: csrf.login, passkeyCsrf: csrf["login:passkey"] };
  return withCookies(renderLogin({ ...view, isNew: await parts.setup.isOpen() }), cookies);
}

async function code(
  parts: PortalParts,
  request: Request,
  next: string,
  state: { readonly problem?: string; readonly status?: number; readonly retryAfter?: number } = {},
): Promise<Response> {
  const step = await parts.signIn.step(parts.cookies.step.read(request) ?? "");
  if (step === null) return seeOther(`${PORTAL.login}?${new URLSearchParams({ next })}`);
  const { csrf, cookies } = await visitorForms(parts, request, "login:code", "login:passkey");
  return withCookies(
    renderCode({ ...state, ...step, next, csrf: csrf["login:code"], passkeyCsrf: csrf["login:passkey"] }),
    cookies,
  );
}

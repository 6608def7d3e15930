/**
 * The routes of the pages for people, to be mounted at the root. What answers is loaded when the first person comes.
 * @module
 */
import { type Context, type Env, Hono } from "@hono/hono";
import { asDynamoSqlError, DynamoSqlError, ERRORS } from "../errors.ts";
import type { PageHandler, PortalDeps, PortalParts, Visit } from "./deps.ts";
import { PORTAL } from "../pages/paths.ts";
import { methodNotAllowed } from "../pages/responses.ts";

/** How the routes see a request, beside what the pages need. */
export interface PortalRoutesDeps<E extends Env> extends PortalDeps {
  /** The caller's address, for the lockout; default `unknown`. */
  readonly clientAddress?: (c: Context<E>) => string;
  /** The request's id, for the log and for pages that say "internal". */
  readonly requestId?: (c: Context<E>) => string;
}

/** Loads what answers. */
type LoadHandler = () => Promise<PageHandler>;

const signIn = () => import("./sign_in/sign_in.ts");
const signOut = () => import("./sign_in/sign_out.ts");
const setup = () => import("./setup/setup.tsx");
const reset = () => import("./reset/reset.tsx");
const account = () => import("./account/account.ts");
const factors = () => import("./account/factors.tsx");

/** Path → what answers GET and POST. */
const ROUTES: Readonly<Record<string, { readonly GET?: LoadHandler; readonly POST?: LoadHandler }>> = {
  [PORTAL.login]: {
    GET: async () => (await signIn()).showLogin,
    POST: async () => (await signIn()).answerLogin,
  },
  [PORTAL.loginCode]: {
    GET: async () => (await signIn()).showCode,
    POST: async () => (await signIn()).answerCode,
  },
  [PORTAL.loginPasskeyOptions]: { POST: async () => (await signIn()).passkeyOptions },
  [PORTAL.loginPasskey]: { POST: async () => (await signIn()).answerPasskey },
  [PORTAL.logout]: {
    GET: async () => (await signOut()).showLogout,
    POST: async () => (await signOut()).answerLogout,
  },
  [PORTAL.setup]: {
    GET: async () => (await setup()).showSetup,
    POST: async () => (await setup()).answerSetup,
  },
  [PORTAL.reset]: {
    GET: async () => (await reset()).showReset,
    POST: async () => (await reset()).answerReset,
  },
  [PORTAL.home]: { GET: async () => (await account()).showHome },
  [PORTAL.account]: { GET: async () => (await account()).showAccount },
  [PORTAL.password]: { POST: async () => (await account()).changePassword },
  [PORTAL.sessionEnd]: { POST: async () => (await account()).endSession },
  [PORTAL.sessionsEndAll]: { POST: async () => (await account()).endAllSessions },
  [PORTAL.appRevoke]: { POST: async () => (await account()).revokeApp },
  [PORTAL.totp]: {
    GET: async () => (await factors()).showTotp,
    POST: async () => (await factors()).confirmTotp,
  },
  [PORTAL.totpRemove]: { POST: async () => (await factors()).removeTotp },
  [PORTAL.recovery]: { POST: async () => (await factors()).newRecovery },
  [PORTAL.passkeys]: {
    GET: async () => (await factors()).showPasskeys,
    POST: async () => (await factors()).addPasskey,
  },
  [PORTAL.passkeyOptions]: { POST: async () => (await factors()).passkeyOptions },
  [PORTAL.passkeyRemove]: { POST: async () => (await factors()).removePasskey },
  [PORTAL.passkeyScript]: { GET: async () => (await import("./assets/mod.ts")).passkeyScript },
};

/** All routes of {@linkcode PORTAL}; every other method is 405. */
export function portalRoutes<E extends Env = Env>(deps: PortalRoutesDeps<E>): Hono<E> {
  const app = new Hono<E>();
  let built: Promise<PortalParts> | undefined;
  const parts = () => built ??= import("./parts.ts").then(({ createPortalParts }) => createPortalParts(deps));

  for (const [path, methods] of Object.entries(ROUTES)) {
    app.all(path, async (c) => {
      const request = c.req.raw;
      try {
        // HEAD is not GET here: showing a page renews sessions and makes tokens.
        const load = request.method === "GET" || request.method === "POST"
          ? methods[request.method]
          : undefined;
        if (load === undefined) return methodNotAllowed(Object.keys(methods).join(", "));
        const visit: Visit = {
          request,
          url: new URL(request.url),
          address: deps.clientAddress?.(c) ?? "unknown",
          parts: await parts(),
        };
        return await (await load())(visit);
      } catch (thrown) {
        return await failed(asDynamoSqlError(thrown), request, deps.requestId?.(c), deps.log);
      }
    });
  }
  return app;
}

/** A page for a person; JSON for a script of ours. */
async function failed(
  error: DynamoSqlError,
  request: Request,
  requestId: string | undefined,
  log: PortalDeps["log"],
): Promise<Response> {
  const internal = error.code === "internal";
  if (internal) log?.error("A page failed.", { request_id: requestId, error, cause: error.detail.cause });
  if (request.headers.get("content-type")?.startsWith("application/json") !== true) {
    return (await import("../pages/problem_page.tsx")).renderPortalProblem(error, requestId);
  }
  const message = internal ? "Internal error." : error.message;
  return Response.json({ success: false, error: { message, code: error.code, requestId } }, {
    status: ERRORS[error.code].http,
    headers: { "cache-control": "no-store" },
  });
}

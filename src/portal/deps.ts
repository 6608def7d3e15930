/**
 * The dependencies of the pages for people.
 * @module
 */
import type { Cookies } from "../identity/cookies.ts";
import type { InstallationKeys } from "../identity/installation_keys.ts";
import type { Passkeys } from "../identity/passkeys.ts";
import type { PasswordLinks } from "../identity/password_links.ts";
import type { Passwords } from "../identity/password.ts";
import type { Lockout } from "../identity/lockout.ts";
import type { SecondFactor } from "../identity/second_factor.ts";
import type { Sessions } from "../identity/sessions.ts";
import type { Setup } from "../identity/setup.ts";
import type { SignIn } from "../identity/sign_in.ts";
import type { Users } from "../identity/users.ts";
import type { Store } from "../store/store.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** An application that a person has connected. Times in milliseconds since the epoch. */
export interface ConnectedApp {
  readonly grantId: string;
  readonly clientName: string;
  readonly redirectHost: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

/** The part of the grants that people see; `oauth/grants` has the whole. */
export interface ConnectedApps {
  /** Those of a user, newest first. */
  list(tenantId: string, userId?: string): Promise<readonly ConnectedApp[]>;
  /** Fails with `not_found`. */
  revoke(tenantId: string, grantId: string, userId?: string): Promise<void>;
  revokeAll(of: { readonly userId: string }): Promise<number>;
}

/** What the routes need. */
export interface PortalDeps extends Runtime {
  readonly store: Store;
  readonly publicUrl: string;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly keys: InstallationKeys;
  readonly apps: ConnectedApps;
  /** `signin_tries`. */
  readonly signinTries: number;
  /** Default: as strong as they come. Tests take cheaper ones. */
  readonly passwords?: Passwords;
}

/** The same for the pages, with what is built when the first one is asked for. */
export interface PortalParts
  extends Runtime, Pick<PortalDeps, "publicUrl" | "users" | "sessions" | "cookies" | "keys" | "apps"> {
  readonly passwords: Passwords;
  readonly lockout: Lockout;
  readonly secondFactor: SecondFactor;
  readonly passkeys: Passkeys;
  readonly signIn: SignIn;
  readonly links: PasswordLinks;
  readonly setup: Setup;
  readonly origins: ReadonlySet<string>;
}

/** One request to a page. */
export interface Visit {
  readonly request: Request;
  readonly url: URL;
  /** The caller's, for the lockout. */
  readonly address: string;
  readonly parts: PortalParts;
}

/** Answers a visit. Failures that a person can act on become a page. */
export type PageHandler = (visit: Visit) => Promise<Response>;

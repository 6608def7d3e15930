/**
 * A user and a browser session, as the rest of the house sees them (no hashes, no secrets).
 * @module
 */

/** A person of one tenant. Times in milliseconds since the epoch. */
export interface User {
  /** `usr_` and 22 characters; the `sub` of the tokens. */
  readonly userId: string;
  readonly tenantId: string;
  /** As it was typed; unique in the installation without regard to case. */
  readonly email: string;
  readonly role: "admin" | "member";
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastSignInAt?: number;
  /** A one-time password app is enrolled. */
  readonly hasTotp: boolean;
  readonly passkeys: number;
}

/** A signed-in browser. */
export interface UserSession {
  readonly user: User;
  /** A public handle of the session, not the cookie's value: CSRF tokens and consent ids are bound to it. */
  readonly handle: string;
  /** When the person last proved who they are in this session (milliseconds since the epoch). */
  readonly authenticatedAt: number;
}

/** The users as the authorization server needs them. */
export interface UserDirectory {
  /** The user of that id, disabled or not; null if there is none. Cached; changes are heard within 5 s. */
  find(userId: string): Promise<User | null>;
}

/** Browser sessions as the authorization server needs them. */
export interface SessionReader {
  /** The valid session of the request's cookie, its idle time renewed; null if there is none. */
  current(request: Request): Promise<UserSession | null>;
  /** A token for the forms of one page of one session, base64url. `page` says which form, such as `consent:<id>`. */
  csrfToken(session: UserSession, page: string): Promise<string>;
  /** True if it is that token. Constant time. */
  csrfValid(session: UserSession, page: string, token: string | undefined): Promise<boolean>;
}

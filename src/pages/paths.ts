/**
 * Paths of the pages for people. The sign-in's own are also in `oauth/endpoints.ts`, which this folder may not know.
 * @module
 */

/** Every path that is answered. */
export const PORTAL = {
  login: "/login",
  loginCode: "/login/code",
  loginPasskey: "/login/passkey",
  loginPasskeyOptions: "/login/passkey/options",
  logout: "/logout",
  home: "/portal",
  setup: "/portal/setup",
  reset: "/portal/reset",
  account: "/portal/account",
  password: "/portal/account/password",
  totp: "/portal/account/totp",
  totpRemove: "/portal/account/totp/remove",
  recovery: "/portal/account/recovery",
  passkeys: "/portal/account/passkeys",
  passkeyOptions: "/portal/account/passkeys/options",
  passkeyRemove: "/portal/account/passkeys/remove",
  sessionEnd: "/portal/account/sessions/end",
  sessionsEndAll: "/portal/account/sessions/end-all",
  appRevoke: "/portal/account/apps/revoke",
  passkeyScript: "/portal/assets/passkey.js",
} as const;

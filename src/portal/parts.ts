/**
 * Builds what the pages need, when the first one is asked for: a server that only talks to programs never holds it.
 * @module
 */
import { createLockout } from "../identity/lockout.ts";
import { createPasskeys } from "../identity/passkeys.ts";
import { createPasswords } from "../identity/password.ts";
import { createPasswordLinks } from "../identity/password_links.ts";
import { createSecondFactor } from "../identity/second_factor.ts";
import { createSetup } from "../identity/setup.ts";
import { createSignIn } from "../identity/sign_in.ts";
import type { PortalDeps, PortalParts } from "./deps.ts";
import { ownOrigins } from "../pages/same_origin.ts";

/** The parts. */
export function createPortalParts(deps: PortalDeps): PortalParts {
  const { store, publicUrl, users, keys, signinTries, clock, random } = deps;
  const common = { store, users, clock, random };
  const passwords = deps.passwords ?? createPasswords();
  const lockout = createLockout({ store, keys, tries: signinTries, clock });
  const secondFactor = createSecondFactor({ ...common, host: new URL(publicUrl).host });
  const passkeys = createPasskeys({ ...common, keys, publicUrl });
  return {
    ...deps,
    passwords,
    lockout,
    secondFactor,
    passkeys,
    signIn: createSignIn({ ...common, passwords, lockout, secondFactor, passkeys }),
    links: createPasswordLinks(common),
    setup: createSetup(common),
    origins: ownOrigins(publicUrl),
  };
}

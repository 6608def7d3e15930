/**
 * `keys rotate|list`: the keys that sign access tokens.
 * @module
 */
import { Command } from "commander";
import type { SigningKeyInfo, SigningKeys } from "../oauth/keys/signing_keys.ts";
import { iso, print, printJson, table } from "./output.ts";
import { settingsOf, subcommand, withStore } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** The command. */
export function keysCommand(): Command {
  const group = new Command("keys").description("manage the keys that sign access tokens");
  group.addCommand(
    subcommand("rotate", "sign with a new key from now on", [], ["store"])
      .addHelpText("after", "\nTokens that the old key signed stay valid until they expire.")
      .action((options) =>
        withKeys(options, async (keys) => {
          const key = await keys.rotate();
          if (options.json) printJson(keyJson(key));
          else print(`New signing key ${key.kid}. Running servers use it within 5 seconds.\n`);
        })
      ),
  );
  group.addCommand(
    subcommand("list", "list the published keys, newest first", [], ["store"])
      .action((options) =>
        withKeys(options, async (keys) => {
          const all = await keys.list();
          if (options.json) return printJson(all.map(keyJson));
          const rows = all.map((key) => [
            key.kid,
            key.alg,
            key.active ? "active" : "retired",
            iso(key.createdAt) ?? "",
            iso(key.publishedUntil) ?? "-",
          ]);
          print(table(["KEY ID", "ALGORITHM", "STATUS", "CREATED", "PUBLISHED UNTIL"], rows));
        })
      ),
  );
  return group;
}

async function withKeys(
  options: { readonly [name: string]: unknown },
  use: (keys: SigningKeys) => Promise<void>,
): Promise<void> {
  const settings = await settingsOf(options);
  const [{ createSigningKeys }, { createRevision }] = await Promise.all([
    import("../oauth/keys/signing_keys.ts"),
    import("../store/revision.ts"),
  ]);
  await withStore(
    settings,
    (store) => use(createSigningKeys({ ...systemRuntime, store, revision: createRevision(store) })),
  );
}

const keyJson = (key: SigningKeyInfo) => ({
  kid: key.kid,
  alg: key.alg,
  status: key.active ? "active" : "retired",
  created_at: iso(key.createdAt),
  retired_at: iso(key.retiredAt),
  published_until: iso(key.publishedUntil),
});

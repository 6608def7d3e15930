/**
 * `store backup`: the store's file, copied while servers run.
 * @module
 */
import { Command } from "commander";
import { storeAddress } from "./data_folder.ts";
import { print, printJson } from "./output.ts";
import { settingsOf, subcommand } from "./settings.ts";

/** The command. */
export function storeCommand(): Command {
  const group = new Command("store").description("copy the store");
  group.addCommand(
    subcommand("backup", "copy the store into a new file, also while servers run", [], ["store"])
      .argument("<file>", "the copy; must not be there yet")
      .addHelpText(
        "after",
        "\nThe copy is the store as it was at one moment. To restore it, stop the servers, remove the store's file and\n" +
          "what lies beside it as …-wal and …-shm, and put the copy in its place; or serve it: --store kv:FILE",
      )
      .action(async (file: string, options) => {
        const settings = await settingsOf(options);
        const { backupStore } = await import("../store/backup.ts");
        const { from, to, bytes } = await backupStore(storeAddress(settings), file);
        if (options.json) printJson({ store: from, file: to, bytes });
        else {print(
            `Copied the store at ${from} to ${to} (${bytes} bytes). It holds keys and hashes: keep it private.\n`,
          );}
      }),
  );
  return group;
}

/**
 * `iam policy NAME`.
 * @module
 */
import { Command } from "commander";
import { print, printJson } from "./output.ts";
import { settingsOf, withSettings, withStore } from "./settings.ts";

/** The command. */
export function iamCommand(): Command {
  const group = new Command("iam").description("what AWS must allow");
  group.addCommand(
    withSettings(
      new Command("policy").description("print a schema's trust policy, read policy and AWS CLI script"),
    )
      .argument("<schema>")
      .option("--principal <arn>", "ARN of the role or user that the server runs as")
      .option("--json", "print JSON")
      .action(async (name: string, options) => {
        const [{ createSchemas }, { iamSetup }] = await Promise.all([
          import("../catalog/schemas.ts"),
          import("./iam_policies.ts"),
        ]);
        const settings = await settingsOf(options);
        await withStore(settings, async (store) => {
          const schema = await createSchemas({ store }).get(settings.tenant, name);
          const { trustPolicy, readPolicy, script } = iamSetup(schema, options.principal);
          if (options.json) {
            return printJson({ trust_policy: trustPolicy, read_policy: readPolicy, script });
          }
          if (trustPolicy !== null) print(`Trust policy\n\n${JSON.stringify(trustPolicy, null, 2)}\n\n`);
          print(`Read policy\n\n${JSON.stringify(readPolicy, null, 2)}\n\nAWS CLI\n\n${script}\n`);
        });
      }),
  );
  return group;
}

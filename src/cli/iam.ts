/**
 * `iam policy NAME`.
 * @module
 */
import { Command } from "commander";
import { DynamoSqlError } from "../errors.ts";
import { print, printJson } from "./output.ts";
import { settingsOf, subcommand, withTenantStore } from "./settings.ts";

/** Stands where only the operator knows the value. */
const HOST_PRINCIPAL = "arn:aws:iam::HOST_ACCOUNT_ID:role/HOST_ROLE";

/** IAM reference, "IAM ARNs": of whom a trust policy may name. */
const ARN = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(role|user|assumed-role|federated-user)\/[\w+=,.@/-]+)$/;

/** The command. */
export function iamCommand(): Command {
  const group = new Command("iam").description("what AWS must allow");
  group.addCommand(
    subcommand("policy", "print a schema's trust policy, read policy and AWS CLI script")
      .argument("<schema>")
      .option("--principal <arn>", "ARN of the role or user that the server runs as", HOST_PRINCIPAL)
      .action(async (name: string, options) => {
        if (options.principal !== HOST_PRINCIPAL && !ARN.test(options.principal)) {
          throw new DynamoSqlError(
            "invalid_parameter",
            "--principal must be the ARN of a role or user, such as arn:aws:iam::123456789012:role/dynamosql.",
          );
        }
        const settings = await settingsOf(options);
        const [{ createSchemas }, iam] = await Promise.all([
          import("../catalog/schemas.ts"),
          import("../dynamodb/iam.ts"),
        ]);
        await withTenantStore(settings, async (store) => {
          const schema = await createSchemas({ store }).get(settings.tenant, name);
          const { roleArn } = schema;
          if (roleArn === undefined && options.principal !== HOST_PRINCIPAL) {
            console.error(
              `Schema ${schema.schemaName} assumes no role: nothing here depends on --principal.`,
            );
          }
          const trust = roleArn === undefined ? null : iam.trustPolicy(schema, options.principal);
          const assume = roleArn === undefined ? null : iam.assumePolicy(roleArn);
          const read = iam.readPolicy(schema);
          const script = iam.cliScript(schema, options.principal);
          if (options.json) {
            return printJson({ trust_policy: trust, read_policy: read, assume_policy: assume, script });
          }
          const show = (title: string, text: string) => print(`${title}\n\n${text.trimEnd()}\n\n`);
          if (trust !== null) show("Trust policy of the role", indented(trust));
          show(
            trust === null ? "Read policy of the server's own role" : "Read policy of the role",
            indented(read),
          );
          if (assume !== null) show("Policy of the server's own role", indented(assume));
          print(`AWS CLI\n\n${script}`);
        });
      }),
  );
  return group;
}

const indented = (value: unknown) => JSON.stringify(value, null, 2);

import assert from "node:assert/strict";
import { runCli } from "../fixtures/cli.ts";

Deno.test("completion scripts are valid shell and complete subcommands", async () => {
  const script = (await runCli(["completions", "bash"])).stdout;
  const ask = `${script}
    COMP_WORDS=(dynamosql client ""); COMP_CWORD=2; _dynamosql; echo "\${COMPREPLY[*]}"
    COMP_WORDS=(dynamosql schema add --re); COMP_CWORD=3; _dynamosql; echo "\${COMPREPLY[*]}"
    COMP_WORDS=(dynamosql query --format ""); COMP_CWORD=3; _dynamosql; echo "\${COMPREPLY[*]}"
    COMP_WORDS=(dynamosql client create --scope sch); COMP_CWORD=4; _dynamosql; echo "\${COMPREPLY[*]}"
    COMP_WORDS=(dynamosql completions ""); COMP_CWORD=2; _dynamosql; echo "\${COMPREPLY[*]}"
    COMP_WORDS=(dynamosql serve --config /et); COMP_CWORD=3; _dynamosql; echo "\${COMPREPLY[*]}"`;
  const { stdout } = await new Deno.Command("bash", { args: ["-c", ask], cwd: "/" }).output();
  const [commands = "", flags = "", ...values] = new TextDecoder().decode(stdout).split("\n");
  assert.match(commands, /^create list rotate disable enable delete/);
  assert.equal(flags, "--region");
  assert.deepEqual(values, [
    "table json csv ndjson",
    "schemas:read schemas:write",
    "bash zsh fish",
    "/etc",
    "",
  ]);
  assert.match((await runCli(["completions", "zsh"])).stdout, /^#compdef dynamosql/);
  assert.match(
    (await runCli(["completions", "fish"])).stdout,
    /complete -c dynamosql -n ".*client.*" -a create/,
  );
});

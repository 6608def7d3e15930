/**
 * The one executable. `engine` is what the server starts its engine processes with; everything else is the CLI.
 * @module
 */
if (Deno.build.standalone) (await import("./cli/builds.ts")).holdBuild(import.meta.filename ?? "");
if (Deno.args[0] === "engine") {
  // From source it starts with the permissions of an engine; the compiled file starts with all.
  if (Deno.build.standalone) (await import("./engine/host/confine.ts")).confine();
  const { runEngineProcess } = await import("./engine/host/process.ts");
  await runEngineProcess();
} else {
  // From the first moment on: a signal while the rest loads ends a server in order, too.
  if (Deno.args[0] === "serve") (await import("./cli/ending.ts")).hearSignals();
  const { runCommand } = await import("./cli/program.ts");
  Deno.exit(await runCommand(Deno.args));
}

/**
 * An engine process that begins with all permissions, as the compiled file does, and gives away those it must.
 * @module
 */
import { confine } from "../../src/engine/host/confine.ts";
import { runEngineProcess } from "../../src/engine/host/process.ts";

confine();
await runEngineProcess();

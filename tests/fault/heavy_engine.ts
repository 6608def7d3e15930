/** The unguarded engine in a program that itself holds more than queries may take, as a compiled file holds what it embeds. */
const EMBEDDED_BYTES = 600 * 2 ** 20;

Reflect.set(globalThis, "embedded", new Uint8Array(EMBEDDED_BYTES).fill(1));
await import("./unguarded_engine.ts");

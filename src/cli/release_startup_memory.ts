/**
 * Memory that only the start needed.
 * @module
 */

/**
 * Collects garbage once, a moment after now: compiling and linking the modules leaves some 10 MB that an idle server
 * would keep for hours, since nothing makes V8 look. Takes about 20 ms, when nobody is waiting yet.
 */
export function giveBackSoon(): void {
  const timer = setTimeout(async () => {
    try {
      const [v8, vm] = await Promise.all([import("node:v8"), import("node:vm")]);
      v8.setFlagsFromString("--expose-gc");
      const collect: unknown = vm.runInNewContext("gc");
      v8.setFlagsFromString("--no-expose-gc");
      if (typeof collect === "function") collect();
    } catch {
      // An engine without the switch keeps its garbage; nothing else changes.
    }
  }, 100);
  Deno.unrefTimer(timer);
}

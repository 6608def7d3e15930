/**
 * Reads single arguments of commands. A wrong one is wrong usage: exit code 2.
 * @module
 */
import { type Command, InvalidArgumentError } from "commander";
import { count, seconds } from "../config_values.ts";

/** Seconds from `0`, `30s`, `15m`, `1h`, `2d`. */
export function duration(text: string): number {
  if (/^0[a-z]*$/i.test(text)) return 0;
  const parsed = seconds(0).safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError("It must be seconds, such as 30, 30s, 15m, 1h or 2d.");
  return parsed.data;
}

/** A whole number of at least 1. */
export function positive(text: string): number {
  const parsed = count(1).safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return parsed.data;
}

/** Collects the values of an option that may be given several times. */
export function repeated(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/**
 * The value of an option that must be given. Commander's own check runs before it looks for misspelt options, and
 * would say "missing" where "did you mean" helps.
 */
export function required(command: Command, name: string): string {
  const value: unknown = command.opts()[name];
  if (typeof value === "string") return value;
  return command.error(`error: required option '--${name}' not specified`);
}

/**
 * A prompt has a name, arguments, and a function that writes its messages.
 * @module
 */

/** One argument of a prompt. */
export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** The argument is a schema name and can be completed. */
  readonly completes?: "schema";
}

/** A prompt: listed with its arguments, and turned into one user message. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** The message's text. Every required argument is present. */
  text(args: Readonly<Record<string, string>>): string;
}

/**
 * `completions bash|zsh|fish`: scripts for the shell, made from the tree of commands itself.
 * @module
 */
import { Argument, Command } from "commander";
import { LOG_FORMATS, LOG_LEVELS } from "../config.ts";
import { print } from "./output.ts";

/** The command. `root` is the tree that the scripts describe. */
export function completionsCommand(root: Command): Command {
  return new Command("completions")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      "\nbash: source <(dynamosql completions bash)\nzsh:  source <(dynamosql completions zsh)\n" +
        "fish: dynamosql completions fish | source",
    )
    .action((shell: string) => {
      const words = vocabulary(root);
      print(shell === "bash" ? bash(words) : shell === "zsh" ? zsh(words) : fish(words));
    });
}

/** What may follow a command (`""`, `client`, `client create`). */
interface Words {
  /** Subcommands, and choices of an argument. */
  readonly words: readonly string[];
  readonly flags: readonly string[];
  /** Flag → what it takes: a choice of these, a file, or something that only the person knows. */
  readonly values: ReadonlyMap<string, readonly string[] | "file" | "free">;
}

type Vocabulary = ReadonlyMap<string, Words>;

/** Flags whose values are no choices of the parser's, but known. */
const KNOWN: Readonly<Record<string, readonly string[] | "file">> = {
  "--scope": ["query", "schemas:read", "schemas:write", "usage:read"],
  "--store": ["kv:", "memory:"],
  "--log-level": LOG_LEVELS,
  "--log-format": LOG_FORMATS,
  "--config": "file",
  "--tls-cert": "file",
  "--tls-key": "file",
};

function vocabulary(root: Command): Vocabulary {
  const found = new Map<string, Words>();
  const visit = (command: Command, path: string) => {
    const children = command.commands.filter((child) => child.name() !== "help");
    const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
    const values = new Map<string, readonly string[] | "file" | "free">();
    for (const { long, argChoices, required, optional } of command.options) {
      if (long && (required || optional)) values.set(long, argChoices ?? KNOWN[long] ?? "free");
    }
    found.set(path, {
      words: [...children.map((child) => child.name()), ...choices],
      flags: [...command.options.flatMap((option) => option.long ?? []), "--help"],
      values,
    });
    for (const child of children) visit(child, `${path} ${child.name()}`.trim());
  };
  visit(root, "");
  return found;
}

function cases(vocabulary: Vocabulary, indent: string): string {
  return [...vocabulary].map(([path, { words, flags }]) =>
    `${indent}"${path}") words="${words.join(" ")}"; flags="${flags.join(" ")}" ;;`
  ).join("\n");
}

/** Shell cases `"client create --scope") …`: what stands behind a flag. */
function valueCases(vocabulary: Vocabulary, indent: string): string {
  return [...vocabulary].flatMap(([path, { values }]) =>
    [...values].map(([flag, what]) => {
      const reply = what === "file"
        ? '$(compgen -f -- "$cur")'
        : what === "free"
        ? ""
        : `$(compgen -W "${what.join(" ")}" -- "$cur")`;
      return `${indent}"${path} ${flag}") COMPREPLY=(${reply}); return ;;`;
    })
  ).join("\n");
}

/** Walks the words typed so far to the deepest command they name, then offers a flag's values, its words, or its flags. */
function bash(vocabulary: Vocabulary): string {
  return `# dynamosql completion for bash
_dynamosql() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words flags
  # A colon splits words here: "schemas:read" is completed from its beginning.
  COMP_WORDBREAKS="\${COMP_WORDBREAKS//:}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path\${path:+ }$word" in
${
    [...vocabulary.keys()].filter((path) => path !== "").map((path) => `      "${path}") path="${path}" ;;`)
      .join("\n")
  }
    esac
  done
  case "$path $prev" in
${valueCases(vocabulary, "    ")}
  esac
  case "$path" in
${cases(vocabulary, "    ")}
  esac
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
  esac
}
complete -F _dynamosql dynamosql
`;
}

/** zsh runs bash's function; its own completion system is started where the person's shell has not. */
function zsh(vocabulary: Vocabulary): string {
  return `#compdef dynamosql
(( $+functions[compdef] )) || { autoload -U +X compinit && compinit; }
autoload -U +X bashcompinit && bashcompinit
${bash(vocabulary)}`;
}

function fish(vocabulary: Vocabulary): string {
  const lines = ["# dynamosql completion for fish", "complete -c dynamosql -f"];
  for (const [path, { words, flags, values }] of vocabulary) {
    const parts = path === "" ? [] : path.split(" ");
    const condition = parts.length === 0
      ? "__fish_use_subcommand"
      : parts.map((part) => `__fish_seen_subcommand_from ${part}`).join("; and ");
    for (const word of words) lines.push(`complete -c dynamosql -n "${condition}" -a ${word}`);
    for (const flag of flags) {
      const what = values.get(flag);
      const takes = what === undefined
        ? ""
        : what === "file"
        ? " -r -F"
        : what === "free"
        ? " -x"
        : ` -x -a "${what.join(" ")}"`;
      lines.push(`complete -c dynamosql -n "${condition}" -l ${flag.slice(2)}${takes}`);
    }
  }
  return lines.join("\n") + "\n";
}

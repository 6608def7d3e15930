/**
 * `completions bash|zsh|fish`: scripts for the shell, made from the tree of commands itself.
 * @module
 */
import { Argument, Command } from "commander";
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

/** Words of a command (`""`, `client`, `client create`) → what may follow: subcommands, choices, flags. */
type Vocabulary = ReadonlyMap<
  string,
  { readonly words: readonly string[]; readonly flags: readonly string[] }
>;

function vocabulary(root: Command): Vocabulary {
  const found = new Map<string, { words: string[]; flags: string[] }>();
  const visit = (command: Command, path: string) => {
    const children = command.commands.filter((child) => child.name() !== "help");
    const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
    found.set(path, {
      words: [...children.map((child) => child.name()), ...choices],
      flags: [...command.options.flatMap((option) => option.long ?? []), "--help"],
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

/** Walks the words typed so far to the deepest command they name, then offers its words or flags. */
function bash(vocabulary: Vocabulary): string {
  return `# dynamosql completion for bash
_dynamosql() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" word words flags
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path\${path:+ }$word" in
${
    [...vocabulary.keys()].filter((path) => path !== "").map((path) => `      "${path}") path="${path}" ;;`)
      .join("\n")
  }
    esac
  done
  case "$path" in
${cases(vocabulary, "    ")}
  esac
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur")) ;;
  esac
}
complete -F _dynamosql dynamosql
`;
}

function zsh(vocabulary: Vocabulary): string {
  return `#compdef dynamosql
autoload -U +X bashcompinit && bashcompinit
${bash(vocabulary)}`;
}

function fish(vocabulary: Vocabulary): string {
  const lines = ["# dynamosql completion for fish", "complete -c dynamosql -f"];
  for (const [path, { words, flags }] of vocabulary) {
    const parts = path === "" ? [] : path.split(" ");
    const condition = parts.length === 0
      ? "__fish_use_subcommand"
      : parts.map((part) => `__fish_seen_subcommand_from ${part}`).join("; and ");
    for (const word of words) lines.push(`complete -c dynamosql -n "${condition}" -a ${word}`);
    for (const flag of flags) lines.push(`complete -c dynamosql -n "${condition}" -l ${flag.slice(2)}`);
  }
  return lines.join("\n") + "\n";
}

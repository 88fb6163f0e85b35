import { Argument, type Command } from 'commander'
import type { Candidate } from '../complete/candidate.ts'
import { candidatesFor } from '../complete/candidates.ts'
import { scripts, shellNames } from '../complete/scripts.ts'
import type { CommandIo } from './io.ts'
import { unchanged, visible, visibleLine } from './visible.ts'

/** Adds `sobolev complete`. */
export function completeCommand(
  program: Command,
  _argv: readonly string[],
  io: CommandIo,
  programFor: (words: readonly string[]) => Promise<Command>,
): void {
  program
    .command('complete')
    .description(
      'Print the script by which a shell completes commands, options, configs, runs and the names of methods.',
    )
    .addArgument(new Argument('<shell>', 'your shell').choices(shellNames))
    .argument(
      '[words...]',
      'after --, the words typed so far: what may stand for the last is printed',
    )
    .addHelpText(
      'after',
      `
Add it to what your shell reads when it starts:
  bash        echo 'eval "$(sobolev complete bash)"' >> ~/.bashrc
  zsh         echo 'eval "$(sobolev complete zsh)"' >> ~/.zshrc
  fish        sobolev complete fish > ~/.config/fish/completions/sobolev.fish
  powershell  Add-Content $PROFILE 'sobolev complete powershell | Out-String | Invoke-Expression'

The script asks sobolev each time, so that it knows what this version knows:
  $ sobolev complete bash -- train --s`,
    )
    .action(async (shell: string, words: readonly string[]) => {
      const script = scripts.get(shell)
      if (words.length === 0 && script !== undefined) {
        io.stdout.write(script)
        return
      }
      // A shell shows nothing of what goes wrong here, and has nothing to complete then.
      const candidates = await programFor(words)
        .then((whole) => candidatesFor(words, whole, io))
        .catch((): Candidate[] => [])
      // A shell takes texts as they are; what it must not obey is left out.
      unchanged(io.stdout).write(candidates.map(lineOf).join(''))
    })
}

/** A candidate and what it is, on one line; none for a name with characters that a terminal would obey. */
const lineOf = ({ text, words }: Candidate): string =>
  visible(text) === text && !text.includes('\n') ? `${text}\t${visibleLine(words)}\n` : ''

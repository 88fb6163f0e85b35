import { type Command, Option } from 'commander'
import { configDiff } from './config-diff.ts'
import { configShow } from './config-show.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, setOption } from './options.ts'

/** Adds `sobolev config`, with a command to show a config and one to compare two. */
export function configCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  const config = program
    .command('config')
    .description('Show what a config says in the end, or of which keys two configs differ.')
  config
    .command('show')
    .summary('print a config with every default in it, and where each value comes from')
    .description(
      'Print a config with every default, override and extended file in it, and behind each value where it comes from. What is printed is a config again.',
    )
    .argument('<config-or-run>', 'a config, or a run by its folder, its id or its name')
    .addOption(setOption())
    .addOption(
      new Option(
        '--origins <which>',
        'where values come from: of all, of those that are no defaults, or of none',
      )
        .choices(['all', 'given', 'none'])
        .default('all'),
    )
    .option('--given', 'leave out what is but a default')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
--json prints config, and values: a list of path, value, from (default, file, set, reference or environment), place
and reference (the text with \${…} that stands for the value, and its place).

Examples:
  $ sobolev config show configs/two-moons.yaml --set training.epochs=50
  $ sobolev config show runs/two-moons --given
  $ sobolev config show configs/two-moons.yaml > whole.yaml`,
    )
    .action((name: string, options) => configShow(name, options, io))
  config
    .command('diff')
    .summary('print only what differs between two configs or runs')
    .description(
      'Print the keys of which two configs differ, with their values: a config by its path, a run by its folder, its id or its name. Every default counts as if it were written.',
    )
    .argument('<config-or-run>', 'a config, or a run by its folder, its id or its name')
    .argument('<other-config-or-run>', 'likewise')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
--json prints a list of path, first and second; what is missing on one side is left out.

Examples:
  $ sobolev config diff configs/two-moons.yaml configs/two-moons-penalty.yaml
  $ sobolev config diff 20260131-120000.000-1a2b two-moons`,
    )
    .action((first: string, second: string, options) => configDiff([first, second], options, io))
}

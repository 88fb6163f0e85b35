import { type Command, Option } from 'commander'
import { partNames } from '../data/partition.ts'
import { type ReportOptions, report } from '../report/report.ts'
import type { CommandIo } from './io.ts'
import { addWideOptions, jsonOption, quietOption, runsOption, setPlaceOption } from './options.ts'

/** Adds `sobolev report`. */
export function reportCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  addWideOptions(program.command('report'))
    .description(
      'Write a page about a run, or about several over each other, as one HTML file: curves, and of one run also pictures of its model on its rows, config, environment and digests. It opens without a network and without scripts.',
    )
    .argument('<run...>', 'run folders, their ids, or names, of which it is the latest run')
    .option(
      '-o, --output <html>',
      'the file to write (default: report.html, in the folder of the run, or of several here)',
    )
    .option('--files <folder>', 'also write every picture as SVG and every table as CSV there')
    .option(
      '--tensorboard <folder>',
      'also write the curves there, as events that TensorBoard reads',
    )
    .addOption(
      new Option(
        '--part <part>',
        'the part of the data to look at the model on (default: validation)',
      ).choices(partNames),
    )
    .option('--data-changed', 'go on where the files of the run are no longer what they were')
    .addOption(runsOption())
    .addOption(setPlaceOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev report runs/two-moons
  $ sobolev report runs/two-moons -o moons.html --files pictures
  $ sobolev report runs/two-moons/* -o seeds.html`,
    )
    .action((runs: string[], options: ReportOptions) => report(runs, options, io))
}

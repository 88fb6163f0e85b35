import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ComparedRuns, compareRuns } from '../compare/compare.ts'
import { comparisonJson } from '../compare/comparison-json.ts'
import { comparisonPage } from '../compare/comparison-page.ts'
import { comparisonTable } from '../compare/comparison-table.ts'
import { comparisonText } from '../compare/comparison-text.ts'
import { findRuns } from '../compare/find-runs.ts'
import { RandomDraws } from '../compare/random-draws.ts'
import { pageHtml } from '../report/page.ts'
import { table, tableCsv } from '../report/table.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, quietOption, runsOption } from './options.ts'
import { fillFile } from './output-file.ts'
import { pathOf, shownPath } from './paths.ts'

interface CompareOptions {
  readonly by: readonly string[]
  readonly baseline?: string
  readonly figure: readonly string[]
  readonly confidence: number
  readonly seed: number
  readonly runs: string
  readonly csv?: string
  readonly output?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev compare`. */
export function compareCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  const list = (value: string, before: readonly string[]): string[] => [...before, value]
  program
    .command('compare')
    .description(
      'Compare runs: mean and spread over seeds of every figure, the config keys that differ, and whether a difference is larger than the spread.',
    )
    .argument('<run...>', 'run folders, ids, names, or folders that hold runs')
    .addOption(
      new Option(
        '--by <key>',
        '"config": runs whose configs differ by the seed and the name alone are a group; or a key, such as optimizer.adam.learningRate; may be given again',
      )
        .argParser(list)
        .default([], 'each folder or name, and within it the config'),
    )
    .option(
      '--baseline <group>',
      'the group that the others are compared with (default: the first)',
    )
    .addOption(
      new Option(
        '--figure <figure>',
        'a figure to compare, such as accuracy, or test.accuracy; may be given again',
      )
        .argParser(list)
        .default([], 'all'),
    )
    .option(
      '--confidence <percent>',
      'how sure a difference must be, from 50 to 99.9',
      confidenceOf,
      95,
    )
    .option(
      '--seed <seed>',
      'of the resamples; the result is the same for the same seed',
      seedOf,
      0,
    )
    .option(
      '-o, --output <html>',
      'also write a page with pictures, which needs no network and no scripts',
    )
    .option('--csv <file>', 'also write a row for each figure of each group')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Runs of one seed and the same data are compared in pairs. With one or two seeds no difference is told from noise;
8 or more are a good number.

Examples:
  $ sobolev compare two-moons two-moons-penalty -o comparison.html
  $ sobolev compare runs/two-moons --by config --csv comparison.csv
  $ sobolev compare runs/sweep --by penalties.inputGradient.weight --figure accuracy`,
    )
    .action((words: string[], options: CompareOptions) => compare(words, options, io))
}

async function compare(
  words: readonly string[],
  options: CompareOptions,
  io: CommandIo,
): Promise<void> {
  const runs = findRuns(words, { workingDirectory: io.cwd, output: options.runs })
  const compared = compareRuns(runs, {
    by: options.by,
    baseline: options.baseline ?? null,
    figures: options.figure,
    level: Number((1 - options.confidence / 100).toPrecision(6)),
    draws: new RandomDraws(options.seed),
  })
  const { csv, output } = options
  if (csv !== undefined) await writeText(pathOf(io, csv), csvOf(compared))
  if (output !== undefined) await writeText(pathOf(io, output), pageHtml(comparisonPage(compared)))
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(comparisonJson(compared), null, 2)}\n`
      : comparisonText(compared, io),
  )
  if (options.json === true || options.quiet === true) return
  for (const path of [csv, output])
    if (path !== undefined) io.stderr.write(`${shownPath(io, pathOf(io, path))}: written\n`)
  if (compared.groups.length === 1 && runs.length > 1 && compared.mixed.length === 0)
    io.stderr.write(
      'All these runs have one config but for the seed, so there is nothing to compare; give folders or names, or --by a key\n',
    )
}

const csvOf = (compared: ComparedRuns): string =>
  tableCsv(table({ name: 'comparison', title: 'Comparison', ...comparisonTable(compared) }))

const writeText = (path: string, text: string): Promise<void> =>
  fillFile(path, async (write) => write(text))

function confidenceOf(text: string): number {
  const percent = Number(text)
  if (percent >= 50 && percent <= 99.9) return percent
  throw new InvalidArgumentError('must be a number from 50 to 99.9')
}

function seedOf(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw new InvalidArgumentError('must be a whole number from 0')
}

import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import { nameOf } from '../config/draft.ts'
import { loadConfigText } from '../config/load.ts'
import { InputError } from '../errors.ts'
import { prepare } from '../train/prepare.ts'
import type { CommandIo } from './io.ts'
import { noticeLines } from './notice-lines.ts'
import { quietOption } from './options.ts'
import { writeOutput } from './output-file.ts'
import { pathOf, shownPath } from './paths.ts'
import { programName } from './program-name.ts'
import { addTableOptions, configOfTable, type TableOptions } from './table-config.ts'

interface InitOptions extends TableOptions {
  readonly output?: string
}

/** What prints a config in place of writing it to a file. */
const STANDARD_OUTPUT = '-'

/** Adds `sobolev init`. */
export function initCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  addTableOptions(program.command('init'))
    .description(
      'Write a config for a table, with the reason for each of its lines: what is predicted, how columns are read, and which are left out.',
    )
    .argument('<csv>', 'a file with a row for each example; or images, as IDX or a folder')
    .option(
      '-o, --output <file>',
      'the config to write, "-" for stdout (default: the name of the table with .yaml, here); a file that exists stays as it is',
    )
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
The config is tried on the table as validate would, so that it trains without an edit.

Examples:
  $ sobolev init penguins.csv --target species
  $ sobolev train penguins.yaml`,
    )
    .action((csv: string, options: InitOptions) => init(csv, options, io))
}

async function init(csv: string, options: InitOptions, io: CommandIo): Promise<void> {
  const { target, output, quiet = false } = options
  const path = pathOf(io, csv)
  const isPrinted = output === STANDARD_OUTPUT
  const file = pathOf(io, isPrinted || output === undefined ? defaultName(path) : output)
  if (!isPrinted && target !== undefined) refuseExisting(file)
  const { text } = await configOfTable(path, dirname(file), options, io)
  const config = await loadConfigText(text, file, {
    overrides: [],
    overridesBase: io.cwd,
    env: io.env,
  })
  const { dataset } = await prepare(config, { signal: io.signal, onReading: () => {} })
  if (!quiet) io.stderr.write(noticeLines(dataset.notices, io.stderr))
  if (isPrinted) {
    io.stdout.write(text)
    return
  }
  refuseExisting(file)
  writeOutput(file, [new TextEncoder().encode(text)])
  const shown = shownPath(io, file)
  io.stdout.write(
    quiet ? `${shown}\n` : `wrote ${shown}\nnext: ${programName(io)} train ${shown}\n`,
  )
}

/** The name of the config of a table. */
export const defaultName = (path: string): string =>
  `${nameOf(basename(path).replace(/\.gz$/i, ''))}.yaml`

function refuseExisting(file: string): void {
  if (!existsSync(file)) return
  const isFolder = statSync(file).isDirectory()
  const message = isFolder
    ? `is a folder; name a file in it with -o, such as ${join(file, 'config.yaml')}`
    : 'exists already and stays as it is; name another file with -o'
  throw new InputError({ place: file, message })
}

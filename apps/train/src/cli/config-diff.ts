import { basename, dirname } from 'node:path'
import { stringify } from 'yaml'
import { configDifferences } from '../config/differences.ts'
import { loadConfig } from '../config/load.ts'
import { writeConfig, writtenIn } from '../config/write.ts'
import { isRunFolder, StoredRun } from '../run/read-run.ts'
import { configFileOf } from './config-or-run.ts'
import type { CommandIo } from './io.ts'
import { fitted, fittedName, padEnd, widthOf } from './text-width.ts'
import { visibleLine } from './visible.ts'

/** Prints of which keys two configs or runs differ, and what each says there. */
export async function configDiff(
  names: readonly [string, string],
  { json }: { readonly json?: boolean },
  io: CommandIo,
): Promise<void> {
  const [first, second] = [await resolvedConfig(names[0], io), await resolvedConfig(names[1], io)]
  const differences = configDifferences([first, second])
  if (json === true) {
    const rows = differences.map(({ path, values: [before, after] }) => ({
      path,
      first: before,
      second: after,
    }))
    io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    return
  }
  if (differences.length === 0) {
    io.stdout.write('no difference\n')
    return
  }
  const rows = differences.map(({ path, values }) => [path, ...values.map(inWords)])
  const width = io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : Number.POSITIVE_INFINITY
  io.stdout.write(columns([['', ...names], ...rows], width))
}

/** A config with every default in it, as plain values; a run's as the run has kept it. */
async function resolvedConfig(name: string, io: CommandIo): Promise<unknown> {
  const file = configFileOf(io, name)
  const folder = dirname(file)
  if (basename(file) === 'config.yaml' && isRunFolder(folder)) return new StoredRun(folder).config
  return writtenIn(writeConfig(await loadConfig(file, [], io.cwd, io.env)))
}

const inWords = (value: unknown): string =>
  value === undefined ? '–' : stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()

/** Rows of a path and two values in columns; the values are cut where they are wider than `width` leaves room for. */
function columns(rows: readonly (readonly string[])[], width: number): string {
  const shown = rows.map((row) => row.map(visibleLine))
  const widest = (column: number): number =>
    Math.max(...shown.map((row) => widthOf(row[column] ?? '')))
  const path = Math.min(widest(0), Math.max(12, Math.floor(width / 2)))
  const room = Math.max(8, Math.floor((width - path - 4) / 2))
  const first = Math.min(widest(1), Math.max(room, width - path - 4 - widest(2)))
  const second = Math.max(8, width - path - 4 - first)
  return shown
    .map(([name = '', before = '', after = '']) => {
      const cells = [padEnd(fittedName(name, path), path), padEnd(fitted(before, first), first)]
      return `${[...cells, fitted(after, second)].join('  ').trimEnd()}\n`
    })
    .join('')
}

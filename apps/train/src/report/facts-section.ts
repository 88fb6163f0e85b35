import { readFileSync } from 'node:fs'
import { formatDuration } from '../cli/format-number.ts'
import type { StoredRun } from '../run/read-run.ts'
import { listing, type Section } from './page.ts'
import { type Cell, table } from './table.ts'

/** How a run ended, in a table. */
export function resultSection({ result, epochs }: StoredRun): Section {
  const last = epochs.at(-1)
  const title = 'Result'
  if (result === null) {
    const rows = Object.entries(last?.validation ?? {})
    if (last === undefined) return { title, blocks: [] }
    const columns = ['figure', `validation, epoch ${last.epoch}`]
    return { title, blocks: [table({ name: 'figures', title: 'Figures', columns, rows })] }
  }
  const { validation, test, baselines } = result
  const columns = ['figure', 'validation', ...(test ? ['test'] : []), 'to beat in validation']
  const figures = Object.entries(validation ?? {}).map(([name, value]): Cell[] => [
    name,
    value,
    ...(test ? [test[name]] : []),
    baselines?.validation?.[name],
  ])
  return {
    title,
    blocks: [
      table({ name: 'figures', title: 'Figures of the final weights', columns, rows: figures }),
    ],
  }
}

/** What a run was made with: its config, its surroundings, and digests. */
export function factsSections({ path, files, state, result, environment }: StoredRun): Section[] {
  const { data, methods, packages, ...surroundings } = environment
  const facts: Cell[][] = result
    ? [
        ['epochs', result.epochs],
        ['steps', result.steps],
        ['time', result.seconds === undefined ? null : formatDuration(result.seconds)],
        ['parameters', result.parameters],
        ['features', result.features],
        ...Object.entries(result.rows ?? {}).map(([part, rows]): Cell[] => [`${part} rows`, rows]),
        ['seed', result.seed],
        ['digest of the final weights', result.digest],
      ]
    : []
  const described = [...Object.entries(surroundings), ...Object.entries(packages)]
  const used = [...data, ...methods].map(record)
  return [
    {
      title: 'Run',
      blocks: [
        table({
          ...{ name: 'run', title: 'Run', columns: ['what', 'value'] },
          rows: [['folder', path], ['state', state], ...facts],
        }),
        table({
          ...{ name: 'environment', title: 'Environment', columns: ['what', 'value'] },
          rows: described.map(([name, value]) => [name, text(value)]),
        }),
        table({
          ...{ name: 'files', title: 'Files', columns: ['file', 'rows', 'SHA-256'] },
          rows: used.map((file) => [
            text(file.path ?? file.file),
            text(file.rows),
            text(file.sha256),
          ]),
        }),
      ],
    },
    {
      title: 'Config',
      blocks: [
        listing({ name: 'config', title: 'Config', text: readFileSync(files.config, 'utf8') }),
      ],
    },
  ]
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}

function text(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value === undefined || value === null) return null
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.join(' ')
    : JSON.stringify(value)
}

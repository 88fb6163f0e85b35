import { readFileSync } from 'node:fs'
import { formatDuration } from '../cli/format-number.ts'
import type { StoredRun } from '../run/read-run.ts'
import { listing, type Section, words } from './page.ts'
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
  const { validation, test, baselines, remarks } = result
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
      ...Object.entries(remarks?.validation ?? {}).flatMap(([name, remark]) =>
        baselines?.validation?.[name] === undefined ? [words(`${name}: ${remark}.`)] : [],
      ),
    ],
  }
}

/** What a run was made with: its config, its surroundings, and digests. */
export function factsSections({ path, files, state, result, environment }: StoredRun): Section[] {
  const { data, methods, packages, resumed, ...surroundings } = environment
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
  const goneOn = resumed.map(
    ({ started, epoch, step }) => `${started}, after epoch ${epoch}, step ${step}`,
  )
  const described: Cell[][] = [
    ...Object.entries(surroundings).map(([name, value]) => [name, text(value)]),
    ['resumed', goneOn.join('; ')],
    ...Object.entries(packages),
  ]
  const used = [...data, ...methods].map(record)
  return [
    {
      title: 'Run',
      blocks: [
        table({
          ...{ name: 'run', title: 'Run', columns: ['what', 'value'] },
          rows: [['folder', path], ['state', state], ...facts.filter(isKnown)],
        }),
        table({
          ...{ name: 'environment', title: 'Environment', columns: ['what', 'value'] },
          rows: described.filter(isKnown),
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

/** Whether there is anything to say of a fact: a run was resumed, or is of a version that noted it. */
const isKnown = ([, value]: readonly Cell[]): boolean =>
  value !== undefined && value !== null && value !== ''

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}

function text(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value === undefined || value === null) return null
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.join(' ')
    : JSON.stringify(value)
}

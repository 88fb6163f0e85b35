import { basename } from 'node:path'
import { type ConfigDifference, configDifferences, valueAt } from '../config/differences.ts'
import { didYouMean } from '../config/suggest.ts'
import { InputError } from '../errors.ts'
import { type ComparedRun, counts } from './compared-run.ts'

/** Runs that differ by their seeds, and that are judged together. */
export interface RunGroup {
  readonly label: string
  /** Those that count, each seed and data once, in the order of their seeds. */
  readonly runs: readonly ComparedRun[]
  /** Those that did not come to an end. */
  readonly leftOut: readonly ComparedRun[]
  /** Those of a seed and data that a later run has, too. */
  readonly repeated: readonly ComparedRun[]
}

/** The groups of a comparison, and of which keys of the config they differ. */
export interface Grouping {
  readonly groups: readonly RunGroup[]
  /** The values are in the order of the groups. */
  readonly differences: readonly ConfigDifference[]
  /** Keys, beside the seed and the name, of which runs of one group differ. */
  readonly mixed: readonly string[]
}

/**
 * Divides runs into groups: by a key of the config; by the whole config but for the seed and the name; or, where nothing
 * is said, by the folders or names that were given, and within them by the config.
 *
 * @param by `config`, keys such as `optimizer.adam.learningRate`, or nothing
 * @throws InputError for a key that no config has
 */
export function groupRuns(runs: readonly ComparedRun[], by: readonly string[]): Grouping {
  const keys = by.filter((key) => key !== 'config')
  checkKeys(keys, runs)
  const byConfig = by.length === 0 || by.includes('config')
  const members = new Map<string, ComparedRun[]>()
  for (const run of runs) {
    const identity = JSON.stringify([
      by.length === 0 ? [run.source, run.source === null ? run.config.name : null] : null,
      byConfig ? run.configText : null,
      ...keys.map((key) => valueAt(run.config, key) ?? null),
    ])
    const known = members.get(identity)
    if (known) known.push(run)
    else members.set(identity, [run])
  }
  const divided = [...members.values()]
  if (keys.length > 0 && !byConfig) divided.sort(orderBy(keys))
  const configs = divided.map(([first]) => first?.config)
  const differences = settingsThatDiffer(configs)
  const labels = labelsOf(divided, keys, differences)
  const groups = divided.map((runs, index) => groupOf(labels[index] ?? '', runs))
  const mixed = byConfig
    ? []
    : divided.flatMap((runs) => settingsThatDiffer(runs.map(({ config }) => config)))
  return { groups, differences, mixed: [...new Set(mixed.map(({ path }) => path))] }
}

/** Of which keys configs differ that say how a run trains. */
const settingsThatDiffer = (configs: readonly unknown[]): ConfigDifference[] =>
  configDifferences(configs).filter(({ path }) => !['seed', 'name', 'output'].includes(path))

function groupOf(label: string, runs: readonly ComparedRun[]): RunGroup {
  const over = runs.filter(counts)
  const latest = new Map<string, ComparedRun>()
  for (const run of over.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    latest.set(`${run.configText} ${run.seed} ${run.data}`, run)
  const kept = new Set(latest.values())
  return {
    label,
    runs: [...kept].sort((a, b) => a.seed - b.seed),
    leftOut: runs.filter((run) => !counts(run)),
    repeated: over.filter((run) => !kept.has(run)),
  }
}

function checkKeys(keys: readonly string[], runs: readonly ComparedRun[]): void {
  for (const key of keys) {
    if (runs.some(({ config }) => valueAt(config, key) !== undefined)) continue
    const known = new Set(runs.flatMap(({ config }) => pathsOf(config, '')))
    const hint = didYouMean(key, known) || '; sobolev config show RUN lists what there is'
    throw new InputError({ place: `--by ${key}`, message: `no run has this key${hint}` })
  }
}

const pathsOf = (value: unknown, path: string): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, within]) => {
        const full = path === '' ? key : `${path}.${key}`
        return [full, ...pathsOf(within, full)]
      })

/** The order of the values of keys: of numbers by size, of others as text. */
const orderBy =
  (keys: readonly string[]) =>
  ([a]: readonly ComparedRun[], [b]: readonly ComparedRun[]): number => {
    for (const key of keys) {
      const [one, other] = [valueAt(a?.config, key), valueAt(b?.config, key)]
      if (typeof one === 'number' && typeof other === 'number' && one !== other) return one - other
      const [text, otherText] = [valueText(one), valueText(other)]
      if (text !== otherText) return text < otherText ? -1 : 1
    }
    return 0
  }

/** A value of a config in a word or two. */
export function valueText(value: unknown): string {
  if (value === undefined) return '–'
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object') return String(value)
  const entries = Object.entries(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  return entries.length === 0
    ? '{}'
    : `{${entries.map(([key, within]) => `${key}: ${valueText(within)}`).join(', ')}}`
}

/** Most keys that the label of a group tells the values of. */
const MOST_IN_LABEL = 3

function labelsOf(
  groups: readonly (readonly ComparedRun[])[],
  keys: readonly string[],
  differences: readonly ConfigDifference[],
): string[] {
  const telling = differences.map(({ path }) => path)
  const paths = keys.length > 0 ? keys : telling.slice(0, MOST_IN_LABEL)
  const byValue = groups.map(([run]) =>
    paths.map((path) => settingText(path, valueAt(run?.config, path))).join(' '),
  )
  if (keys.length > 0 && areDistinct(byValue)) return byValue
  const sources = groups.map(([run]) => run?.source ?? null)
  const bySource = groups.map(([run]) =>
    run?.source ? shortName(run.source, sources) : String(run?.config.name ?? ''),
  )
  if (areDistinct(bySource)) return bySource
  if (new Set(bySource).size === 1 && areDistinct(byValue)) return byValue
  const both = bySource.map((source, index) => {
    const isShared = bySource.filter((other) => other === source).length > 1
    return isShared ? `${source} ${byValue[index]}` : source
  })
  return areDistinct(both) ? both : both.map((label, index) => `${label} (${index + 1})`)
}

/** What a config says at a path, for a label: `weight=0.5`, or whether there is such a part at all. */
function settingText(path: string, value: unknown): string {
  if (path === 'name') return valueText(value)
  const key = path.split('.').at(-1) ?? path
  const isPart = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isPart ? key : `${key}=${valueText(value)}`
}

const areDistinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length

/** The last part of a path, or more of it where others end in the same. */
function shortName(source: string, others: readonly (string | null)[]): string {
  const trimmed = source.replace(/[\\/]+$/, '')
  const isShared = others.some(
    (other) => other !== null && other !== source && basename(other) === basename(source),
  )
  return isShared ? trimmed : basename(trimmed)
}

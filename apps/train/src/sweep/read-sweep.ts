import { basename, dirname, join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { nameOf } from '../config/draft.ts'
import { schemaFaults } from '../config/faults.ts'
import { inOrder, loadConfig } from '../config/load.ts'
import { applyOverrides } from '../config/overrides.ts'
import { formatPath, type Places } from '../config/places.ts'
import { readText } from '../config/read-text.ts'
import { readYaml } from '../config/read-yaml.ts'
import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { type Fault, InputError } from '../errors.ts'
import { type Domain, domainOf } from './domain.ts'
import { gridSize, pointOf } from './points.ts'
import { mostDimensions } from './sobol.ts'
import type { Sweep } from './sweep.ts'
import { sweepSchema, type WrittenSweep } from './sweep-schema.ts'
import { pointSettings, setting } from './trials.ts'

/** Points whose configs are checked before the first is trained; of a larger sweep also one with each value of a list. */
const MAX_CHECKED = 500
const MAX_POINTS = 100_000

/** What a command line says about a sweep beside its file. */
export interface SweepOptions {
  /** Texts such as `search.sobol.points=8`, which change the sweep's file, not its config. */
  readonly set?: readonly string[]
  /** The folder that holds the sweep's folder; default: `output` of the file, from the working directory. */
  readonly output?: string | undefined
  readonly cwd: string
}

/**
 * Reads and checks a sweep file, its config, and the configs of its points.
 *
 * @throws InputError with every fault at once
 */
export async function readSweep(
  file: string,
  { set = [], output, cwd }: SweepOptions,
): Promise<Sweep> {
  const { value, places, faults, broken } = readYaml(await readText(file), file)
  if (broken) throw new InputError(faults)
  const found: Fault[] = [...faults]
  const overridden = applyOverrides(value, set, {
    overridesBase: cwd,
    schema: sweepSchema,
    places,
    faults: found,
  })
  if (overridden === null || overridden === undefined)
    throw new InputError({
      place: file,
      message: 'the sweep is empty; it must be a map that begins with config and parameters',
    })
  if (isConfig(overridden))
    throw new InputError({
      place: file,
      message: `must be a sweep, got a config; write a file that names it, such as { config: ${basename(file)}, parameters: { training.batchSize: [16, 32] } }`,
    })
  const checked = sweepSchema.safeParse(overridden)
  if (!checked.success) found.push(...schemaFaults(sweepSchema, checked.error, overridden, places))
  if (!checked.success || found.length > 0) throw new InputError(inOrder(found))
  const written = checked.data
  found.push(...parameterFaults(written, places), ...searchFaults(written, places))
  if (found.length > 0) throw new InputError(inOrder(found))

  const { kind, seed, points, halving } = searchOf(written)
  const parameters = Object.entries(written.parameters).map(([path, parameter]) => ({
    path,
    domain: domainOf(parameter, kind === 'grid'),
  }))
  const name = written.name ?? nameOf(file)
  const size = gridSize(parameters)
  if (kind === 'grid' && size > MAX_POINTS) {
    const place = places.ofValue(['parameters'])
    throw new InputError({
      place,
      message: `a grid must have at most ${MAX_POINTS} points, got ${size}; search: { sobol: { points: 100 } } takes some of them`,
    })
  }
  const base = {
    name,
    file,
    config: resolve(dirname(file), written.config),
    folder: join(resolve(cwd, output ?? written.output), name),
    fixed: Object.entries(written.set).map(([path, value]) => setting(path, value)),
    parameters,
    sample: kind === 'grid' ? { kind } : { kind, seed },
    points: kind === 'grid' ? Math.min(size, points) : points,
    halving,
    budget: {
      trials: written.budget.trials ?? Number.POSITIVE_INFINITY,
      seconds: secondsOf(written.budget.time),
    },
    failures:
      typeof written.failures === 'string'
        ? { diverged: written.failures, failed: written.failures }
        : written.failures,
  } as const
  const first = await checkPoints(base, places)
  const seeds =
    typeof written.seeds === 'number'
      ? Array.from({ length: written.seeds }, (_, i) => first.seed + i)
      : written.seeds
  return { ...base, seeds, objective: objectiveOf(written, first, places) }
}

const isConfig = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'data' in value && !('config' in value)

/** Paths that a sweep decides itself. */
const reserved: Readonly<Record<string, string>> = {
  seed: 'name seeds beside parameters, as in seeds: 3',
  name: 'a sweep names its runs by their numbers',
  output: 'runs lie in the folder of the sweep; name it with output beside parameters',
}

function parameterFaults({ parameters, set, search }: WrittenSweep, places: Places): Fault[] {
  const faults: Fault[] = []
  const paths = Object.keys(parameters)
  const refuse = (key: 'parameters' | 'set', path: string, message: string): void => {
    faults.push({
      place: places.ofKey([key, path]),
      message: `${formatPath([key, path])}: ${message}`,
    })
  }
  for (const [key, list] of [
    ['set', Object.keys(set)],
    ['parameters', paths],
  ] as const) {
    for (const path of list) {
      const keys = path.split('.')
      const reason = Object.hasOwn(reserved, path) ? reserved[path] : undefined
      if (keys.some((part) => part === '' || part === '__proto__'))
        refuse(key, path, 'must be keys of the config joined by dots, such as training.batchSize')
      else if (reason !== undefined && !(path === 'seed' && key === 'set'))
        refuse(key, path, `must not be set by a sweep; ${reason}`)
      const above = [...paths, ...Object.keys(set)].find((other) => path.startsWith(`${other}.`))
      if (above !== undefined && key === 'parameters')
        refuse(key, path, `lies within ${above}, which the sweep sets as well; keep one of the two`)
      if (key === 'parameters' && Object.hasOwn(set, path))
        refuse(key, path, 'stands under set as well; keep one of the two')
      if (path === 'training.epochs' && typeof search === 'object' && search.halving)
        refuse(key, path, 'is what successive halving changes; name epochs under halving alone')
    }
  }
  return faults
}

function searchFaults({ parameters, search }: WrittenSweep, places: Places): Fault[] {
  const isGrid = search === 'grid' || search.halving?.sample === 'grid'
  const paths = Object.keys(parameters)
  if (!isGrid) {
    if (paths.length <= mostDimensions || (typeof search === 'object' && search.random)) return []
    const message = `a Sobol sequence has at most ${mostDimensions} parameters, got ${paths.length}; take search: { random: … }`
    return [{ place: places.ofValue(['search']), message }]
  }
  return Object.entries(parameters).flatMap(([path, parameter]) => {
    const isEndless =
      !Array.isArray(parameter) && parameter.integer === undefined && parameter.steps === undefined
    if (!isEndless) return []
    const place = places.ofValue(['parameters', path])
    const message =
      'a grid needs steps, such as { log: [1e-4, 0.1], steps: 4 }, or search: { sobol: { points: 32 } }'
    return [{ place, message: `${formatPath(['parameters', path])}: ${message}` }]
  })
}

function searchOf({ search }: WrittenSweep): {
  readonly kind: 'grid' | 'random' | 'sobol'
  readonly seed: number
  readonly points: number
  readonly halving: Sweep['halving']
} {
  const grid = { kind: 'grid', seed: 0, points: Number.POSITIVE_INFINITY, halving: null } as const
  if (search === 'grid') return grid
  if (search.random) return { ...grid, kind: 'random', ...search.random }
  if (search.sobol) return { ...grid, kind: 'sobol', ...search.sobol }
  if (!search.halving) return grid
  const { points, epochs, factor, sample, seed } = search.halving
  return { kind: sample, seed, points, halving: { epochs, factor } }
}

/** @throws InputError for a metric that there is not, or whose better direction is not known */
function objectiveOf(
  { objective }: WrittenSweep,
  { catalogue, metrics }: Config,
  places: Places,
): Sweep['objective'] {
  const { minimize = null, maximize = null } = typeof objective === 'string' ? {} : objective
  const metric = typeof objective === 'string' ? objective : (minimize ?? maximize ?? 'loss')
  const refuse = (message: string): InputError => {
    const place = places.ofValue(
      typeof objective === 'string'
        ? ['objective']
        : ['objective', maximize ? 'maximize' : 'minimize'],
    )
    return new InputError({ place, message: `objective: ${message}` })
  }
  if (metric.startsWith('test.'))
    throw refuse('must be a metric of the validation part; by the test part nothing is chosen')
  const known = ['loss', ...metrics.byName.keys(), ...catalogue.of('metric').keys()]
  if (!known.includes(metric))
    throw refuse(
      `there is no metric ${quoted(metric)}${didYouMean(metric, known) || `; there are ${listed(known)}`}`,
    )
  const better = catalogue.of('metric').get(metrics.byName.get(metric)?.method ?? metric)?.better
  const usual = better === 'larger' ? 'maximize' : 'minimize'
  if (typeof objective === 'string') return { metric, direction: usual }
  return { metric, direction: minimize === null ? 'maximize' : 'minimize' }
}

function secondsOf(time: string | null): number {
  if (time === null) return Number.POSITIVE_INFINITY
  const units = { s: 1, min: 60, h: 3600 }
  const unit = Object.entries(units).find(([name]) => time.endsWith(name))
  return Number.parseFloat(time) * (unit?.[1] ?? 1)
}

type Unseeded = Omit<Sweep, 'seeds' | 'objective'>

/** Checks the config of each point, and returns the first one's. */
async function checkPoints(sweep: Unseeded, places: Places): Promise<Config> {
  const faults = new Map<string, Fault>()
  let first: Config | undefined
  for (const values of pointsToCheck(sweep)) {
    try {
      const config = await configOf(sweep, pointSettings(sweep, values))
      first ??= config
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      for (const fault of error.faults) {
        const placed = placedInSweep(fault, sweep, values, places)
        faults.set(placed.key, faults.get(placed.key) ?? placed.fault)
      }
    }
  }
  if (faults.size > 0) throw new InputError(inOrder([...faults.values()]))
  if (first === undefined) throw new InputError({ place: sweep.file, message: 'has no points' })
  return first
}

/** The config of a sweep with some values changed; relative paths in these are read from the sweep's folder. */
export function configOf(
  { config, file }: Pick<Sweep, 'config' | 'file'>,
  settings: readonly string[],
): Promise<Config> {
  return loadConfig(config, settings, dirname(file))
}

function* pointsToCheck({ points, parameters, sample }: Unseeded): Generator<readonly unknown[]> {
  const unseen = parameters.map(({ domain }) =>
    domain.kind === 'values' ? new Set(domain.values) : new Set(),
  )
  for (let number = 0; number < points; number++) {
    if (number >= MAX_CHECKED && unseen.every((values) => values.size === 0)) return
    const values = pointOf(number, parameters, sample)
    const isNew = values.map((value, i) => unseen[i]?.delete(value)).some((found) => found)
    if (number < MAX_CHECKED || isNew) yield values
  }
}

/** A fault of a value that the sweep sets, at its place in the sweep's file. */
function placedInSweep(
  fault: Fault,
  { parameters, fixed }: Unseeded,
  values: readonly unknown[],
  places: Places,
): { readonly key: string; readonly fault: Fault } {
  const [, set = ''] = /^--set (.*)$/s.exec(fault.place) ?? []
  const index = parameters.findIndex(({ path }) => formatPath(path.split('.')) === set)
  const parameter = parameters[index]
  const isFixed = fixed.some((text) => text.startsWith(`${set}=`))
  if (set === '' || (parameter === undefined && !isFixed)) {
    const key = `${fault.place} ${fault.message}`
    return { key, fault }
  }
  const message = `${set}: ${fault.message}`
  if (parameter === undefined)
    return { key: message, fault: { place: places.ofValue(['set', set]), message } }
  const item = positionIn(parameter.domain, values[index])
  const isUnknownKey = /unknown key/.test(fault.message)
  const path = ['parameters', parameter.path]
  const place = isUnknownKey
    ? places.ofKey(path)
    : places.ofValue(item === null ? path : [...path, item])
  // Of a range the first value that does not do says enough.
  return {
    key: item === null || isUnknownKey ? place : `${place} ${message}`,
    fault: { place, message },
  }
}

function positionIn(domain: Domain, value: unknown): number | null {
  const position = domain.kind === 'values' ? domain.values.indexOf(value) : -1
  return position < 0 ? null : position
}

/** What a text of the user's is called in messages. */
export const shownPoint = (paths: readonly string[], values: readonly unknown[]): string =>
  paths.map((path, i) => `${path} ${shownValue(values[i])}`).join(', ')

/** A value as one word where it is one, else as JSON. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return /^[\w.-]+$/.test(value) ? value : quoted(value)
  return JSON.stringify(value) ?? ''
}

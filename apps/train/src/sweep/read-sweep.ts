import { basename, dirname, join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { nameOf } from '../config/draft.ts'
import { schemaFaults } from '../config/faults.ts'
import { inOrder } from '../config/load.ts'
import { applyOverrides } from '../config/overrides.ts'
import type { Places } from '../config/places.ts'
import { readText } from '../config/read-text.ts'
import { readYaml } from '../config/read-yaml.ts'
import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { type Fault, InputError } from '../errors.ts'
import { checkPoints } from './check-points.ts'
import { domainOf } from './domain.ts'
import { gridSize } from './points.ts'
import type { Round, Sweep } from './sweep.ts'
import { parameterFaults, searchFaults } from './sweep-faults.ts'
import { sweepSchema, type WrittenSweep } from './sweep-schema.ts'
import { setting } from './trials.ts'

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
  const { points: _, ...sweep } = base
  return {
    ...sweep,
    rounds: roundsOf(base.points, halving, seeds),
    objective: objectiveOf(written, first, places),
  }
}

const isConfig = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'data' in value && !('config' in value)

/** How long points are trained in each round, and what share of them goes on to the next: one in `factor`. */
interface Halving {
  readonly epochs: readonly number[]
  readonly factor: number
}

function roundsOf(points: number, halving: Halving | null, seeds: readonly number[]): Round[] {
  if (halving === null) return [{ points, epochs: null, seeds }]
  const rounds: Round[] = []
  let left = points
  for (const epochs of halving.epochs) {
    rounds.push({ points: left, epochs, seeds })
    left = Math.max(1, Math.ceil(left / halving.factor))
  }
  return rounds
}

function searchOf({ search }: WrittenSweep): {
  readonly kind: 'grid' | 'random' | 'sobol'
  readonly seed: number
  readonly points: number
  readonly halving: Halving | null
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

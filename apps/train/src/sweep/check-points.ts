import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import { inOrder, loadConfig } from '../config/load.ts'
import { formatPath, type Places } from '../config/places.ts'
import { type Fault, InputError } from '../errors.ts'
import type { Domain } from './domain.ts'
import { pointOf } from './points.ts'
import type { Sweep } from './sweep.ts'
import { pointSettings } from './trials.ts'

/** Points whose configs are checked before the first is trained; of a larger sweep also one with each value of a list. */
const MAX_CHECKED = 500

/** A sweep whose config is not read yet. */
export type Unseeded = Omit<Sweep, 'rounds' | 'objective'> & {
  /** How many points it begins with. */
  readonly points: number
}

/** Checks the config of each point, of a large sweep of some, and returns the first one's. Throws an InputError with every fault. */
export async function checkPoints(sweep: Unseeded, places: Places): Promise<Config> {
  const faults = new Map<string, Fault>()
  let first: Config | undefined
  for (const values of pointsToCheck(sweep)) {
    try {
      const config = await configOf(sweep, pointSettings(sweep, values, null))
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

import { sobolDimensions } from '@sobolev/nn'
import { forbiddenKey, forbiddenKeyMessage } from '../config/forbidden-key.ts'
import { formatPath, type Places } from '../config/places.ts'
import type { Fault } from '../errors.ts'
import type { WrittenSweep } from './sweep-schema.ts'

/** Paths that a sweep decides itself. */
const reserved: Readonly<Record<string, string>> = {
  seed: 'name seeds beside parameters, as in seeds: 3',
  name: 'a sweep names its runs by their numbers',
  output: 'runs lie in the folder of the sweep; name it with output beside parameters',
}

/**
 * Faults of what a sweep sets, beside those of its schema: keys that it decides itself, that stand twice, or that lie
 * within others, which would replace them.
 */
export function parameterFaults(
  { parameters, set, search }: WrittenSweep,
  places: Places,
): Fault[] {
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
      if (keys.includes(forbiddenKey)) refuse(key, path, forbiddenKeyMessage)
      else if (keys.includes(''))
        refuse(key, path, 'must be keys of the config joined by dots, such as training.batchSize')
      else if (reason !== undefined && !(path === 'seed' && key === 'set'))
        refuse(key, path, `must not be set by a sweep; ${reason}`)
      const above = [...paths, ...Object.keys(set)].find((other) => path.startsWith(`${other}.`))
      if (above !== undefined)
        refuse(key, path, `lies within ${above}, which the sweep sets as well; keep one of the two`)
      if (key === 'parameters' && Object.hasOwn(set, path))
        refuse(key, path, 'stands under set as well; keep one of the two')
      if (path === 'training.epochs' && typeof search === 'object' && search.halving)
        refuse(key, path, 'is what successive halving changes; name epochs under halving alone')
    }
  }
  return faults
}

/** Faults of a search that does not go with its parameters. */
export function searchFaults({ parameters, search }: WrittenSweep, places: Places): Fault[] {
  const isGrid = search === 'grid' || search.halving?.sample === 'grid'
  const paths = Object.keys(parameters)
  if (!isGrid) {
    if (paths.length <= sobolDimensions || (typeof search === 'object' && search.random)) return []
    const message = `a Sobol sequence has at most ${sobolDimensions} parameters, got ${paths.length}; take search: { random: … }`
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

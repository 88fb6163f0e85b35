import type { Config } from '../config/config.ts'
import { MethodConfig, Terms } from '../config/method-config.ts'
import { type Fault, InputError } from '../errors.ts'
import { ensembleOf } from './ensemble-of.ts'

/**
 * Makes sure that a training of more epochs has the steps of one of `config` to begin with, so that it can go on as if
 * it had been meant to be longer.
 *
 * @throws InputError naming what goes by the number of all epochs
 */
export function checkLonger(config: Config, epochs: number): void {
  const before = config.training.epochs
  const faults = methodsWithin(config, '').flatMap(
    ({ path, method: { method, options } }): Fault[] => {
      const spans = config.catalogue.definitions.some(
        (definition) =>
          definition.name === method &&
          Object.entries(definition.options).some(
            ([name, option]) =>
              option.type === 'duration' &&
              option.restOfTraining === true &&
              Number(options[name]) + Number(options.warmUp ?? 0) === before,
          ),
      )
      if (!spans) return []
      const message = `${path}: ${method} goes over all ${before} epochs, and of ${epochs} it would have gone another way from the first; train again with training.epochs=${epochs}, or start another run from these weights with sobolev train --from`
      return [{ place: '', message }]
    },
  )
  const ensemble = ensembleOf(config, 1)
  if (ensemble?.way === 'separateTrainings' && !ensemble.together)
    faults.push({
      place: '',
      message: `ensemble: ${config.ensemble?.method} trains its members one after the other, each for ${before} epochs, and those before the last cannot go on; train again with training.epochs=${epochs}`,
    })
  if (
    ensemble?.way === 'randomPasses' &&
    methodsWithin(config.model, 'model').some(isWithinOptions)
  )
    faults.push({
      place: '',
      message: `ensemble: ${config.ensemble?.method} predicts with the rates of layers at the end of all ${before} epochs, by which the best epoch was chosen; train again with training.epochs=${epochs}`,
    })
  if (faults.length > 0) throw new InputError(faults)
}

interface Found {
  readonly path: string
  readonly method: MethodConfig
}

/** Whether a method stands within the options of another one, as the schedule of a rate does. */
const isWithinOptions = ({ path }: Found): boolean => /\.\d+\.\w+\.\w+/.test(path)

/** All methods that a part of a config chose, with their places. */
function methodsWithin(value: unknown, path: string): Found[] {
  const within = (entries: Iterable<readonly [string | number, unknown]>): Found[] =>
    Array.from(entries).flatMap(([key, inner]) =>
      methodsWithin(inner, path === '' ? String(key) : `${path}.${key}`),
    )
  if (value instanceof MethodConfig)
    return [{ path, method: value }, ...methodsWithin(value.options, `${path}.${value.method}`)]
  if (value instanceof Terms) return within(value.byName)
  if (Array.isArray(value)) return within(value.entries())
  const isPlain =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? within(Object.entries(value)) : []
}

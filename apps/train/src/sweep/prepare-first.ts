import { listed } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { prepare } from '../train/prepare.ts'
import { configOf } from './check-points.ts'
import type { Sweep } from './sweep.ts'
import { settingsOf, trialsOf } from './trials.ts'

/**
 * Reads the data of a sweep's first trial and builds its model: what is wrong with them is told before anything runs.
 *
 * @throws InputError for data that do not fit, or an objective that a run does not measure
 */
export async function prepareFirst(sweep: Sweep, signal: AbortSignal): Promise<void> {
  const [trial] = trialsOf(sweep, 0, [0])
  if (trial === undefined) return
  const config = await configOf(sweep, settingsOf(sweep, trial))
  const { measures } = await prepare(config, { signal, onReading() {} })
  const { metric } = sweep.objective
  const names = [
    'loss',
    ...measures.filter(({ gives }) => gives === undefined).map(({ name }) => name),
  ]
  if (names.includes(metric)) return
  throw new InputError({
    place: sweep.file,
    message: `objective: a run measures ${listed(names)}, got ${metric}; to measure it, name it under metrics in the config`,
  })
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { runSweep, type TrialExecutor } from '../sweep/run-sweep.ts'
import { writingTo } from '../write-error.ts'
import type { TuneStart } from './start-tuning.ts'
import type { Cost } from './tune-plan.ts'
import { type TuneOptions, tuneSweep } from './tune-sweep.ts'

/**
 * How long a training of the config as it is takes: of some epochs, and then of one, which shares the beginning.
 *
 * @throws InputError where it does not end well
 */
export async function measureCost(
  start: TuneStart,
  options: TuneOptions,
  executor: TrialExecutor,
  signal: AbortSignal,
): Promise<Cost> {
  const { epochs, seeds } = { epochs: start.config.training.epochs, seeds: [start.config.seed] }
  const some = Math.min(epochs, Math.max(2, Math.ceil(epochs / 9)))
  const rounds = [
    { points: 1, epochs: some, seeds },
    { points: 1, epochs: 1, seeds },
  ]
  const plan = { points: 1, rounds, minutes: null, measured: null }
  const folder = join(options.folder, 'measured')
  const sweep = tuneSweep(start, plan, { ...options, folder })
  // Of a training that an earlier command has measured there is no wall time.
  writingTo(folder, () => rmSync(folder, { recursive: true, force: true }))
  const began = performance.now()
  const { outcomes } = await runSweep(sweep, executor, 1, {
    signal,
    onStep() {},
    onOutcome() {},
  })
  const wall = (performance.now() - began) / 1000
  const failed = outcomes.find(({ state }) => state !== 'finished')
  if (failed !== undefined) {
    const message = `the config does not train as it is: ${failed.message}`
    throw new InputError({ place: options.path, message })
  }
  const [long = 0, short = 0] = outcomes.map(({ seconds }) => seconds)
  // Reading the data, building the model, and the begin of a process.
  const overhead = Math.max(0, wall - long - short) / 2
  const perEpoch = some === 1 ? short : Math.max(long - short, long / 10) / (some - 1)
  return { perTrial: overhead + Math.max(0, short - perEpoch), perEpoch, overhead }
}

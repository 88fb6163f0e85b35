import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import { parseConfig } from '../../apps/train/src/config/load.ts'
import { InputError } from '../../apps/train/src/errors.ts'
import { gatherBatch } from '../../apps/train/src/train/batch.ts'
import { prepare } from '../../apps/train/src/train/prepare.ts'
import type { Written } from '../../scripts/method-in-config.ts'

/** Training steps of a config as `sobolev train` takes them, always with one batch. */
export interface TrainingStep {
  /** Takes the next. */
  run(): void
  /** Bytes of all that the program of a step keeps at once, beside the weights. */
  readonly workspace: number
  /** How often the config is trained. */
  readonly trainings: number
}

/**
 * The steps of the first of several configs that the program takes.
 *
 * @throws InputError or the error of the last where it takes none
 */
export async function firstStep(configs: readonly Written[]): Promise<TrainingStep> {
  let refused: unknown = new InputError('there is no place for it in a config')
  for (const config of configs) {
    try {
      return await trainingStep(config)
    } catch (error) {
      refused = error
    }
  }
  throw refused
}

async function trainingStep(written: Written): Promise<TrainingStep> {
  const config = parseConfig(JSON.stringify(written), join(process.cwd(), 'costs.yaml'))
  const { trainer, training, evaluated } = await prepare(config, {
    signal: new AbortController().signal,
    onReading: () => {},
  })
  const order = Int32Array.from({ length: training.rows }, (_, row) => row)
  const batch = gatherBatch(training, order, 0, training.rows, trainer.learner.inputShape)
  const rng = new Rng(1)
  let number = 0
  const run = (): void => {
    const { total } = trainer.take(batch, rng, number++)
    if (!Number.isFinite(total.item())) throw new RangeError('costs: the loss must stay finite')
  }
  const program = trainer.explain?.(batch, rng, 0) ?? ''
  const workspace = Number(/^workspace (\d+) bytes/m.exec(program)?.[1])
  run()
  return { run, workspace, trainings: evaluated.trainings }
}

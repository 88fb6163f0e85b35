import type { BatchOrder } from '../config/config.ts'
import type { PartFigures } from './figures.ts'
import { Lane, type Training } from './lane.ts'
import type { EpochFigures } from './records.ts'
import { sideBySide } from './side-by-side.ts'
import type { TrainingPosition } from './training-progress.ts'
import { Turns } from './turns.ts'

/** How far a training has come. */
export interface Progressed extends TrainingPosition {
  /** Whether the signal stopped it within an epoch. */
  readonly interrupted: boolean
}

/** What `fit` needs. */
export interface FitOptions {
  /** Several are trained together, a step of each at a time; they stand in one epoch, before one row. */
  readonly trainings: readonly Training[]
  readonly batchSize: number
  /** Batches of a step. */
  readonly accumulate: number
  /** How the rows of an epoch come into batches; shuffled unless given. */
  readonly batches?: BatchOrder
  readonly epochs: number
  /** Ends training after the step at hand. */
  readonly signal: AbortSignal
  /** Whether the norms of gradients are measured in every epoch, and not in the first alone; false unless given. */
  readonly gradientNorms?: boolean
  /** Runs operations of several trainings one by one instead of compiled; false unless given. */
  readonly eager?: boolean
  /** Measures the learner of each training on its validation part, after so many steps. */
  readonly validate: (
    trainings: readonly Training[],
    steps: readonly number[],
  ) => readonly PartFigures[]
  /** Hears how much of all epochs is done, and where each training stands. */
  readonly onStep: (fraction: number, positions: () => readonly TrainingPosition[]) => void
  /**
   * Hears of every finished epoch of each training, and of penalties that were found without a gradient; true ends that
   * training.
   */
  readonly onEpoch: (training: Training, of: FinishedEpoch) => boolean
  /** Hears that all trainings have finished an epoch. */
  readonly onEpochs?: () => void
}

/** What an epoch has come to. */
export interface FinishedEpoch {
  readonly record: EpochFigures
  readonly flat: readonly string[]
  readonly position: TrainingPosition
}

/**
 * Trains epoch by epoch. Rows are shuffled anew for each, drawn from a training's child `shuffle` by the
 * epoch's number; a last batch may be smaller, and a last step have fewer batches. Step `s` draws from the child `step`
 * by `s`; its batches after the first from the child `part` of `step`, by their number and `s`: with its position, its
 * variables and what the trainer remembers, a training goes on with the bits of one that was not stopped. A trainer
 * that takes all rows in each step gets them as they lie, and may end training. Trainings side by side have the bits
 * that they have alone.
 *
 * @returns where each training stands
 * @throws NotFinite right after the step in question if its loss or a penalty is not finite; after
 * the epoch if a variable is not. The variables are of no use then.
 */
export async function fit(options: FitOptions): Promise<readonly Progressed[]> {
  const {
    trainings,
    batchSize,
    accumulate,
    epochs,
    signal,
    eager = false,
    batches = 'shuffled',
  } = options
  const turns = new Turns()
  const lanes = trainings.map((training) => new Lane(training, { batchSize, accumulate, batches }))
  const first = trainings[0]?.from?.epoch ?? 0
  const row = Math.max(0, ...trainings.map(({ from }) => from?.row ?? 0))
  const positionsAt = (next: number, interrupted: boolean): readonly Progressed[] =>
    lanes.map((lane) => ({
      ...lane.positionAt(running.includes(lane) ? Math.min(next, lane.rows) : 0),
      interrupted,
    }))
  let running = lanes
  const takeSteps = sideBySide(lanes, eager)
  for (let epoch = first + 1; epoch <= epochs && running.length > 0; epoch++) {
    for (const lane of running) lane.begin()
    const longest = running.reduce((a, b) => (b.rows > a.rows ? b : a))
    for (let begin = epoch === first + 1 ? row : 0; begin < longest.rows; begin += batchSize) {
      if ((begin / batchSize) % accumulate === 0 && signal.aborted) {
        return positionsAt(begin, true)
      }
      takeSteps(running, begin)
      if (longest.kindAt(begin) === 'take')
        options.onStep(longest.step / (epochs * longest.training.trainer.stepsPerEpoch), () =>
          positionsAt(begin + batchSize, false),
        )
      await turns.giveWay()
    }
    const ended = running.map((lane) => lane.end(options.gradientNorms === true))
    const validated = options.validate(
      running.map(({ training }) => training),
      running.map(({ step }) => step),
    )
    const finished = running.filter((lane, index) => {
      const [epochEnd, validation] = [ended[index], validated[index]]
      if (!epochEnd || !validation) throw new RangeError('fit: each training must be validated')
      const { record, flat } = epochEnd
      const position = lane.positionAt(0)
      const isOver = options.onEpoch(lane.training, {
        record: { ...record, validation },
        flat,
        position,
      })
      return isOver || lane.hasStopped
    })
    options.onEpochs?.()
    running = running.filter((lane) => !finished.includes(lane))
  }
  return positionsAt(0, false)
}

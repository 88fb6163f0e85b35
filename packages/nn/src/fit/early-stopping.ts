import { checkOptions, describeValue, type OptionKinds } from '@sobolev/core'
import { flatten } from '../modules/flatten.ts'
import type { EpochRecord, FitCallback, FitState } from './fit-options.ts'

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** Epochs in a row without a better figure after which training ends; a whole number from 1. */
  readonly patience: number
  /**
   * The figure that should fall; turn round one that should rise: `({ validation }) => -(validation?.accuracy ?? 0)`.
   *
   * @default the validation loss, or without validation examples the training loss
   */
  readonly figure?: (record: EpochRecord) => number
  /**
   * By how much a figure must be better to count.
   *
   * @default 0
   */
  readonly leastChange?: number
  /**
   * Whether the model gets the weights of its best epoch at the end, and not those of its last; optimizer and objective get
   * what they remembered then, so that training may go on from there.
   *
   * @default true
   */
  readonly restoreBest?: boolean
}

const kinds: OptionKinds<EarlyStoppingOptions> = {
  patience: 'number',
  figure: 'function',
  leastChange: 'number',
  restoreBest: 'any',
}

const lossOf = ({ validation, loss }: EpochRecord): number => validation?.loss ?? loss

/**
 * A callback of `fit` that ends a training which no longer gets better. It may hear of several, also side by side: each has
 * its own best epoch. A figure that is NaN is no better one.
 *
 * @throws RangeError for a patience that is no whole number from 1; a TypeError in a training where `figure` gives no number, or NaN for the first `patience` epochs
 * @see tf.keras.callbacks.EarlyStopping, pytorch_lightning.callbacks.EarlyStopping
 */
export function earlyStopping(options: EarlyStoppingOptions): FitCallback {
  const {
    patience,
    figure = lossOf,
    leastChange = 0,
    restoreBest = true,
  } = checkOptions('earlyStopping', options, kinds, ['patience'])
  if (!Number.isInteger(patience) || patience < 1)
    throw new RangeError(
      `earlyStopping: patience must be a whole number of epochs from 1, got ${patience}`,
    )
  const bests = new WeakMap<FitState['history'], Best>()
  return {
    onEpoch(record, state) {
      const { epoch } = record
      const { history } = state
      const reached = checkedFigure(figure(record), record)
      // Of a training that has no best yet: no number is at least NaN.
      const before = bests.get(history) ?? { figure: Number.NaN, epoch: epoch - 1, restore() {} }
      const isBetter = !Number.isNaN(reached) && !(reached >= before.figure - leastChange)
      const best = isBetter
        ? { figure: reached, epoch, restore: restoreBest ? keep(state) : () => undefined }
        : before
      bests.set(history, best)
      if (epoch - best.epoch < patience) return undefined
      if (Number.isNaN(best.figure)) throw noFigure(`NaN for ${patience} epochs`, record)
      return `no better figure for ${patience} epochs; the best, ${best.figure}, was that of epoch ${best.epoch}`
    },
    onEnd: ({ history }) => bests.get(history)?.restore(),
  }
}

/** The best epoch of a training: its figure, its number, and what brings back how things stood at its end. */
interface Best {
  readonly figure: number
  readonly epoch: number
  readonly restore: () => void
}

/** Keeps the weights of a training and what it remembers; the result brings them back. */
function keep({ model, optimizer, objective }: FitState): () => void {
  const values = Object.values(model.variables()).map(
    (variable) => [variable, variable.value] as const,
  )
  const states = [optimizer, objective].map((part) => [part, part.state()] as const)
  return () => {
    for (const [variable, value] of values) variable.assign(value)
    for (const [part, state] of states) part.restore(state)
  }
}

/** A figure, as JavaScript may give it; NaN may pass, as of a metric that says nothing in the first epochs. */
function checkedFigure(reached: unknown, record: EpochRecord): number {
  if (typeof reached === 'number') return reached
  throw noFigure(`${describeValue(reached)} in epoch ${record.epoch}`, record)
}

const noFigure = (got: string, record: EpochRecord): TypeError =>
  new TypeError(
    `earlyStopping: figure must give a number, got ${got}; a record has ${Object.keys(flatten('earlyStopping', record)).join(', ')}`,
  )

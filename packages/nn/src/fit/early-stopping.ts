import { checkOptions, type OptionKinds, type Tensor, type Variable } from '@sobolev/core'
import type { EpochRecord, FitCallback } from './fit-options.ts'

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** Epochs in a row that may pass without a better figure. */
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
   * Whether the model gets the weights of its best epoch at the end, and not those of its last.
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
 * A callback of `fit` that ends a training which no longer gets better.
 *
 * @see tf.keras.callbacks.EarlyStopping, pytorch_lightning.callbacks.EarlyStopping
 */
export function earlyStopping(options: EarlyStoppingOptions): FitCallback {
  const {
    patience,
    figure = lossOf,
    leastChange = 0,
    restoreBest = true,
  } = checkOptions('earlyStopping', options, kinds, ['patience'])
  let best = { figure: Number.POSITIVE_INFINITY, epoch: 0, values: new Map<Variable, Tensor>() }
  return {
    onEpoch(record, { model }) {
      const reached = figure(record)
      if (reached < best.figure - leastChange || best.epoch === 0) {
        const variables = restoreBest ? Object.values(model.variables()) : []
        const values = new Map(variables.map((variable) => [variable, variable.value]))
        best = { figure: reached, epoch: record.epoch, values }
      }
      if (record.epoch - best.epoch < patience) return undefined
      return `no better figure for ${patience} epochs; the best, ${best.figure}, was that of epoch ${best.epoch}`
    },
    onEnd() {
      for (const [variable, value] of best.values) variable.assign(value)
    },
  }
}

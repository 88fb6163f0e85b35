import { type Tensor, tensor } from '@sobolev/core'
import { accuracy, auc, logLoss, meanAbsoluteError, meanSquaredError, r2 } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { inOriginalUnits, type TargetColumn } from '../data/preprocessing.ts'
import { InputError } from '../errors.ts'
import type { Head, ProblemShape } from './head.ts'
import type { Figures } from './records.ts'

/**
 * How good outputs are, in the task's own metrics: `accuracy`, `logLoss` and, for two classes,
 * `auc`; or `mse`, `mae` and `r2` in the units of the file.
 *
 * @param outputs [n, head.outputs]
 * @param targets class numbers, or values as the model is trained on, [n]
 */
export function taskFigures(
  head: Head,
  target: TargetColumn,
  outputs: Tensor,
  targets: Tensor,
): Figures {
  if (head.probabilities === null) {
    const inUnits = ({ data }: Tensor): Tensor =>
      tensor(Float64Array.from(data, (value) => inOriginalUnits(target, value)))
    const [predictions, labels] = [inUnits(outputs), inUnits(targets)]
    return {
      mse: meanSquaredError(predictions, labels),
      mae: meanAbsoluteError(predictions, labels),
      r2: r2(predictions, labels),
    }
  }
  const probabilities = head.probabilities(outputs)
  return {
    accuracy: accuracy(probabilities, targets),
    logLoss: logLoss(probabilities, targets),
    // Not by probabilities, which tie where they round to 0 or 1.
    ...(head.logOdds === null ? {} : { auc: auc(head.logOdds(outputs), targets) }),
  }
}

/**
 * Makes sure that what early stopping watches will be measured.
 *
 * @throws InputError naming the metrics there are
 */
export function checkMonitor(config: Config, { task, classes }: ProblemShape): void {
  const { earlyStopping } = config.training
  if (earlyStopping === null) return
  const taskFigures =
    task === 'regression'
      ? ['mse', 'mae', 'r2']
      : ['accuracy', 'logLoss', ...(classes.length === 2 ? ['auc'] : [])]
  const known = ['loss', ...taskFigures, 'inputGradientNorm']
  if (known.includes(earlyStopping.monitor)) return
  throw new InputError(
    `training.earlyStopping.monitor: ${earlyStopping.monitor} is not measured in ${task}; choose one of ${known.join(', ')}`,
  )
}

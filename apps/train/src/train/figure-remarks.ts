import type { Config, Monitor } from '../config/config.ts'
import { quoted } from '../config/show.ts'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { InputError } from '../errors.ts'

/** What there is to know about figures of a part, by their names. */
export type FigureRemarks = Readonly<Partial<Record<Monitor, string>>>

/** Why figures of such targets do not exist: the AUC of one class, R² of one value. */
export function unavailableFigures(targets: Part['targets'], target: TargetColumn): FigureRemarks {
  const [first] = targets
  if (first === undefined || !targets.every((value) => value === first)) return {}
  if (target.kind === 'number') {
    const reason = targets.length === 1 ? 'it needs 2 rows, got 1' : 'the target never differs'
    return { r2: reason }
  }
  if (target.classes.length !== 2) return {}
  return { auc: `it needs rows of both classes, got only ${quoted(target.classes[first] ?? '')}` }
}

/**
 * Why a figure does not exist, and beside the accuracy the share of the most frequent class, which is
 * what a model reaches that has learnt nothing.
 */
export function figureRemarks(targets: Part['targets'], target: TargetColumn): FigureRemarks {
  const reasons = unavailableFigures(targets, target)
  const majority = majorityOf(targets, target)
  if (majority === null) return reasons
  const share = majority.share.toPrecision(4)
  return { ...reasons, accuracy: `always ${quoted(majority.name)} reaches ${share}` }
}

/** The most frequent class of some rows and its share of them; `null` in regression. */
export function majorityOf(
  targets: Part['targets'],
  target: TargetColumn,
): { readonly name: string; readonly share: number } | null {
  if (target.kind === 'number') return null
  const counts = target.classes.map(() => 0)
  for (const index of targets) counts[index] = (counts[index] ?? 0) + 1
  const most = counts.reduce(
    (best, count, index) => (count > (counts[best] ?? 0) ? index : best),
    0,
  )
  return { name: target.classes[most] ?? '', share: (counts[most] ?? 0) / targets.length }
}

/**
 * Makes sure that early stopping watches a figure that the validation part allows.
 *
 * @throws InputError with the reason why it does not
 */
export function checkMonitorAvailable(
  config: Config,
  validation: Part,
  target: TargetColumn,
): void {
  const monitor = config.training.earlyStopping?.monitor
  const reason = monitor && unavailableFigures(validation.targets, target)[monitor]
  if (reason === undefined) return
  throw new InputError(
    `training.earlyStopping.monitor: ${monitor} cannot be computed of the validation part: ${reason}; choose other rows by data.validation, or monitor loss`,
  )
}

import type { Config } from '../config/config.ts'
import { quoted } from '../config/show.ts'
import { watchedBy } from '../config/watched-metrics.ts'
import { curveInWords } from '../data/curve.ts'
import type { Part } from '../data/part.ts'
import { foldRange, rowsWithin } from '../data/part-rows.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { InputError } from '../errors.ts'
import { baselinesOf } from './baselines.ts'
import type { FigureRemarks } from './figures.ts'
import type { Measure } from './measures.ts'

/** Why figures of such targets do not exist: the AUC of one class, R² of one value. */
export function unavailableFigures(
  targets: Part['targets'],
  target: TargetColumn,
  measures: readonly Measure[],
): FigureRemarks {
  const [first] = targets
  if (first === undefined || !targets.every((value) => value === first)) return {}
  const reason =
    target.kind === 'classes'
      ? `it needs rows of ${target.classes.length === 2 ? 'both' : 'different'} classes, got only ${quoted(target.classes[first] ?? '')}`
      : targets.length === 1
        ? 'it needs 2 rows, got 1'
        : 'the target never differs'
  const names = measures.flatMap(({ name, needsDifferentTargets }) =>
    needsDifferentTargets ? [name] : [],
  )
  return Object.fromEntries(names.map((name) => [name, reason]))
}

/** What the loss is of, where that is not the target as the file has it. */
function lossRemark(target: TargetColumn): string | null {
  if (target.kind !== 'number') return null
  const { curve, mean, scale } = target
  const ways = [
    ...(curve === undefined ? [] : [`through ${curveInWords(curve)}`]),
    ...(mean === 0 && scale === 1 ? [] : ['standardised']),
  ]
  return ways.length === 0 ? null : `of the target ${ways.join(', ')}`
}

/** Why a figure does not exist, what the loss is of, and beside others what a model reaches that has learnt nothing. */
export function figureRemarks(
  targets: Part['targets'],
  target: TargetColumn,
  measures: readonly Measure[],
): FigureRemarks {
  const { majority, figures } = baselinesOf(targets, target, measures)
  const constant = majority === null ? 'the mean' : `always ${quoted(majority)}`
  const remarks = Object.entries(figures).map(([name, value]) => [
    name,
    `${constant} reaches ${value.toPrecision(4)}`,
  ])
  const loss = lossRemark(target)
  return {
    ...(loss !== null && { loss }),
    ...unavailableFigures(targets, target, measures),
    ...Object.fromEntries(remarks),
  }
}

/**
 * Makes sure that the validation part, or each of its folds, allows the figures that choose the best epoch; and the whole of
 * it the one that a threshold is fitted by.
 *
 * @throws InputError with the reason why it does not
 */
export function checkMonitorsAvailable(
  config: Config,
  validation: Part,
  target: TargetColumn,
  measures: readonly Measure[],
): void {
  const watched = watchedBy(config)
  if (watched.length === 0) return
  const { folds } = validation
  const whole = [{ part: validation, name: 'the validation part', remedy: 'choose other rows' }]
  const parts =
    folds === undefined
      ? whole
      : Array.from(folds.subarray(1), (_, fold) => ({
          part: rowsWithin(validation, foldRange(validation, fold)),
          name: `fold ${fold + 1} of ${folds.length - 1}`,
          remedy: 'take fewer folds',
        }))
  for (const { key, name } of watched) {
    const isThreshold = key === 'threshold'
    const otherwise = isThreshold ? 'name another metric' : 'monitor loss'
    for (const { part, name: rows, remedy } of isThreshold ? whole : parts) {
      const reason = unavailableFigures(part.targets, target, measures)[name]
      if (reason !== undefined)
        throw new InputError(
          `${key}: ${name} cannot be computed of ${rows}: ${reason}; ${remedy} by data.validation, or ${otherwise}`,
        )
    }
  }
}

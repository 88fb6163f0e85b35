import { tensor } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { targetsInUnits } from '../data/target-units.ts'
import type { Figures } from './figures.ts'
import type { Measure } from './measures.ts'

/** What a model reaches on some rows that predicts the same for all of them. */
export interface Baselines {
  /** The most frequent class; null in regression, where the mean of the targets is predicted. */
  readonly majority: string | null
  /** By the names of those figures that are compared with it. */
  readonly figures: Figures
}

/** The figures of the most frequent class, or of the mean of the targets, of the rows themselves. */
export function baselinesOf(
  targets: Part['targets'],
  target: TargetColumn,
  measures: readonly Measure[],
): Baselines {
  const isClasses = target.kind === 'classes'
  const majority = isClasses ? mostFrequent(targets, target.classes.length) : null
  const classes = isClasses ? target.classes.length : 0
  const wanted = isClasses
    ? tensor(Int32Array.from(targets))
    : tensor(targetsInUnits(target, targets))
  const predictions = isClasses
    ? tensor(
        Float32Array.from({ length: targets.length * classes }, (_, index) =>
          index % classes === majority ? 1 : 0,
        ),
        { shape: [targets.length, classes] },
      )
    : tensor(new Float64Array(targets.length).fill(wanted.mean().item()))
  const figures = measures.flatMap(({ name, hasBaseline, metric }): [string, number][] =>
    hasBaseline && metric.takes === 'predictions' && metric.gives === 'number'
      ? [[name, metric.measure(predictions, wanted)]]
      : [],
  )
  return {
    majority: isClasses ? (target.classes[majority ?? 0] ?? '') : null,
    figures: Object.fromEntries(figures),
  }
}

/** The class that most rows are of, of equal ones the first. */
function mostFrequent(targets: Part['targets'], classes: number): number {
  const counts = new Float64Array(classes)
  for (const index of targets) counts[index] = (counts[index] ?? 0) + 1
  return counts.indexOf(Math.max(...counts))
}

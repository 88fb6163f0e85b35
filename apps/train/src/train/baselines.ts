import { type Tensor, tensor } from '@sobolev/core'
import { joinCounts } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import type { Figures } from './figures.ts'
import { MAX_OUTPUTS, wantedOf } from './measured-predictions.ts'
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
  const classes = isClasses ? target.classes.length : 1
  const majority = isClasses ? mostFrequent(targets, classes) : null
  // Of many rows part by part, as their predictions would need much memory.
  const size = Math.max(1, Math.floor(MAX_OUTPUTS / classes))
  const parts = Array.from({ length: Math.ceil(targets.length / size) }, (_, index) =>
    targets.subarray(index * size, (index + 1) * size),
  )
  const mean = isClasses ? 0 : meanOf(targets, parts, target)
  const predictionsOf = ({ length }: Part['targets']): Tensor =>
    isClasses
      ? tensor(
          Float32Array.from({ length: length * classes }, (_, index) =>
            index % classes === majority ? 1 : 0,
          ),
          { shape: [length, classes] },
        )
      : tensor(new Float64Array(length).fill(mean))
  const figures = measures.flatMap(({ name, hasBaseline, metric }): [string, number][] => {
    if (!hasBaseline || metric.takes !== 'predictions' || metric.gives !== 'number') return []
    const { accumulation } = metric
    if (parts.length <= 1 || accumulation === undefined)
      return [[name, metric.measure(predictionsOf(targets), wantedOf(target, targets))]]
    const counts = parts.map((part) =>
      accumulation.count(predictionsOf(part), wantedOf(target, part)),
    )
    return [[name, accumulation.figure(counts.reduce((a, b) => joinCounts(accumulation, a, b)))]]
  })
  return {
    majority: isClasses ? (target.classes[majority ?? 0] ?? '') : null,
    figures: Object.fromEntries(figures),
  }
}

/** The mean of targets in the units of the file. `parts`: the same. */
function meanOf(
  targets: Part['targets'],
  parts: readonly Part['targets'][],
  target: TargetColumn,
): number {
  if (parts.length <= 1) return wantedOf(target, targets).mean().item()
  const total = parts.reduce((sum, part) => sum + wantedOf(target, part).sum().item(), 0)
  return total / targets.length
}

/** The class that most rows are of, of equal ones the first. */
function mostFrequent(targets: Part['targets'], classes: number): number {
  const counts = new Float64Array(classes)
  for (const index of targets) counts[index] = (counts[index] ?? 0) + 1
  return counts.indexOf(Math.max(...counts))
}

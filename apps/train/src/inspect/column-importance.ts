import { Rng } from '@sobolev/core'
import { mean } from 'd3-array'
import type { Part } from '../data/part.ts'
import { groupNorms, type InputGroup, withInputs } from '../probe/input-groups.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import type { Score } from '../probe/score.ts'

/** How often each column is permuted. */
export const PERMUTATIONS = 5

/** The mean of some numbers, the least and the largest. */
export interface Range {
  readonly mean: number
  readonly least: number
  readonly most: number
}

/** What a column is worth to a model, by two measures. */
export interface ColumnImportance {
  readonly column: string
  /** How much the mean loss grows where the column has the values of other rows. */
  readonly lossGained: Range
  /** How much of the score is lost by that. */
  readonly scoreLost: Range
  /** The mean size of the derivative of the loss by the column, as the model sees it; null where there is none, as of indices of categories. */
  readonly gradient: number | null
}

/** What is measured, and by what. */
export interface Measuring {
  readonly model: ModelOnRows
  /** With all its features. */
  readonly part: Part
  readonly groups: readonly InputGroup[]
  readonly score: Score
}

/**
 * What each column is worth, in their order: by permuting it (Breiman 2001; Fisher, Rudin & Dominici 2019), and by the
 * input gradient. A sequence has the column of another one, step by step, from the beginning again where that is shorter.
 */
export function columnImportances({ model, part, groups, score }: Measuring): ColumnImportance[] {
  const before = { loss: lossOf(model, part), score: score.of(model.guess(part)) }
  const gradients = model.inputGradients?.(part)
  return groups.map((group) => {
    const permuted = Array.from({ length: PERMUTATIONS }, (_, round) => {
      const order = new Rng(round).split(group.name).permutation(part.rows).data
      return withPermuted(part, group, order)
    })
    return {
      column: group.name,
      lossGained: rangeOf(permuted.map((other) => lossOf(model, other) - before.loss)),
      scoreLost: rangeOf(permuted.map((other) => before.score - score.of(model.guess(other)))),
      gradient:
        gradients && !group.isIndex ? (mean(groupNorms(gradients, group, part)) ?? null) : null,
    }
  })
}

const lossOf = (model: ModelOnRows, part: Part): number => mean(model.losses(part)) ?? Number.NaN

function rangeOf(numbers: readonly number[]): Range {
  const sorted = numbers.toSorted((a, b) => a - b)
  return { mean: mean(sorted) ?? Number.NaN, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 }
}

function withPermuted(part: Part, group: InputGroup, order: ArrayLike<number>): Part {
  const { rows, lengths } = part
  const steps = part.steps ?? 1
  const inputs = part.inputs.slice()
  const width = inputs.length / rows / steps
  const lengthOf = (row: number): number => lengths?.[row] ?? steps
  for (let row = 0; row < rows; row++) {
    const other = order[row] ?? 0
    for (let step = 0; step < lengthOf(row); step++) {
      const to = (row * steps + step) * width
      const from = (other * steps + (step % Math.max(1, lengthOf(other)))) * width
      for (const feature of group.features) inputs[to + feature] = part.inputs[from + feature] ?? 0
    }
  }
  return withInputs(part, inputs)
}

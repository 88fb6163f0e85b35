import { expect, it } from 'vitest'
import { plain } from '../data/notation.ts'
import type { Part } from '../data/part.ts'
import type { NumericInput, Preprocessing } from '../data/preprocessing.ts'
import { inputGroups } from '../probe/input-groups.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import { partialDependence } from './partial-dependence.ts'

const x: NumericInput = {
  ...{ kind: 'numeric', name: 'x', fileColumn: 'x', notation: plain, missing: 'median', fill: 10 },
  ...{ offset: 10, scale: 2, indicator: true },
}
const preprocessing: Preprocessing = {
  ...{ version: 1, delimiter: null, comment: null, header: true },
  ...{ missingValues: [], missingTarget: 'error' },
  inputs: [x],
  target: { kind: 'number', name: 'y', notation: plain, mean: 0, scale: 1 },
}

/** Rows of a number and whether it was missing. */
function partOf(...rows: readonly (readonly [number: number, isMissing: number])[]): Part {
  return {
    ...{ rows: rows.length, steps: null, lengths: null },
    inputs: Float32Array.from(rows.flat()),
    targets: new Float32Array(rows.length),
    rowNumbers: Int32Array.from(rows, (_, row) => row + 2),
  }
}

/** Predicts the number, and 100 more where it was missing. */
const model: Pick<ModelOnRows, 'guess'> = {
  guess: ({ inputs, rows }) => ({
    ...{ scores: null, probabilities: null, logOdds: null },
    values: Float64Array.from(
      { length: rows },
      (_, row) => (inputs[2 * row] ?? 0) + 100 * (inputs[2 * row + 1] ?? 0),
    ),
  }),
}

const dependenceIn = (part: Part) =>
  inputGroups(preprocessing).map((group) => partialDependence(model, part, group, preprocessing))

it('a number that stands in for a missing one is no value of the column', () => {
  const [found] = dependenceIn(partOf([0, 1], [0, 0], [1, 0]))
  expect(found).toEqual({ column: 'x', values: [10, 12], predictions: { y: [0, 1] } })
})

it('of a column that is missing in all rows there is none', () => {
  expect(dependenceIn(partOf([0, 1], [0, 1]))).toEqual([null])
})

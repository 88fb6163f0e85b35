import { expect, it } from 'vitest'
import type { Part } from '../data/part.ts'
import type { ColumnImportance } from './column-importance.ts'
import { disagreements } from './disagreements.ts'

const noRows: Part = {
  ...{ rows: 0, steps: null, lengths: null },
  ...{ inputs: new Float32Array(), targets: new Float32Array(), rowNumbers: new Int32Array() },
}

/** Columns with what permuting them costs, and their gradients. */
const remarksOn = (...columns: readonly (readonly [lossGained: number, gradient: number])[]) =>
  disagreements(
    columns.map(([mean, gradient], index): ColumnImportance => {
      const range = { mean, least: mean, most: mean }
      return { column: `x${index}`, lossGained: range, scoreLost: range, gradient }
    }),
    noRows,
    [],
  )

it('no column matters by permutation where none costs anything', () => {
  expect(remarksOn([0.3, 0.01], [0.2, 0.02], [0.1, 0.03])[0]).toMatch(
    /"x0" is 1st by permutation, 3rd by gradient: it matters in which part/,
  )
  for (const sign of [-1, 0])
    expect(remarksOn([0.1 * sign, 0.01], [0.2 * sign, 0.02], [0.3 * sign, 0.03])).toEqual([
      expect.stringMatching(
        /^"x2" is 3rd by permutation, 1st by gradient: the loss is steep in it/,
      ),
    ])
})

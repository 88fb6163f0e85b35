import { expect, it } from 'vitest'
import type { Part } from '../data/part.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import { columnImportances, PERMUTATIONS } from './column-importance.ts'

/** Sequences of two columns, padded with zeros to four steps. */
const lengths = Int32Array.of(1, 2, 4)
const padding = 0
const inputs = Float32Array.from({ length: 3 * 4 * 2 }, (_, i) => {
  const [row, step, column] = [Math.floor(i / 8), Math.floor(i / 2) % 4, i % 2]
  return step < (lengths[row] ?? 0) ? 100 * (column + 1) + 10 * (row + 1) + step : padding
})
const part: Part = {
  ...{ rows: 3, steps: 4, lengths, inputs, targets: new Float32Array(3) },
  rowNumbers: Int32Array.of(2, 3, 5),
}

it('a permuted sequence has values of another one in all of its steps, and padding behind them', () => {
  const seen: Float32Array[] = []
  const model: ModelOnRows = {
    guess: () => ({
      scores: null,
      probabilities: null,
      logOdds: null,
      values: new Float64Array(3),
    }),
    losses(of) {
      seen.push(of.inputs)
      return new Float32Array(of.rows)
    },
    inputGradients: null,
  }
  columnImportances({
    ...{ model, part, score: { name: 'R²', of: () => 0 } },
    groups: [{ name: 'x', features: [1], isIndex: false }],
  })
  const [before, ...permuted] = seen
  expect(before).toEqual(inputs)
  expect(permuted).toHaveLength(PERMUTATIONS)
  for (const changed of permuted)
    for (const [row, length] of lengths.entries()) {
      const steps = Array.from({ length: 4 }, (_, step) => (row * 4 + step) * 2)
      expect(steps.map((place) => changed[place])).toEqual(steps.map((place) => inputs[place]))
      const values = steps.map((place) => changed[place + 1] ?? 0)
      expect(values.slice(length)).toEqual(Array(4 - length).fill(padding))
      const other = Math.floor(((values[0] ?? 0) % 100) / 10) - 1
      const ofOther = (step: number): number => 210 + 10 * other + (step % (lengths[other] ?? 1))
      expect(values.slice(0, length)).toEqual(Array.from({ length }, (_, step) => ofOther(step)))
    }
})

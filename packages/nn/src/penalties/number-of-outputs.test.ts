import { Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Module } from '../modules/module.ts'
import { conservativeField } from './conservative-field.ts'
import { denoisingScoreMatching } from './denoising-score-matching.ts'
import { divergenceFree } from './divergence-free.ts'
import { eikonal } from './eikonal.ts'
import { monotone } from './monotone.ts'
import type { Penalty } from './penalty.ts'
import { scoreMatching } from './score-matching.ts'
import { slicedScoreMatching } from './sliced-score-matching.ts'
import { sobolev } from './sobolev.ts'

const rng = new Rng(3)

describe('a model with other outputs than a penalty is for', () => {
  const inputs = rng.split('three').normal([4, 3], { dtype: 'float64' })
  const withOutputs = (count: number): Module =>
    new (class extends Module {
      override call(x: Tensor): Tensor {
        return x.square().slice([{}, { stop: count }])
      }
    })()
  const measured = (penalty: Penalty, count: number) => (): unknown => {
    const model = withOutputs(count)
    const targets = inputs.slice([{}, { stop: count }])
    const mode = { training: true, rng } as const
    const columns = { slope: inputs.slice([{}, 0]) }
    return evaluateBatch({ model, loss: squaredError, inputs, targets, columns, mode }, penalty)
  }

  it.each([
    ['divergenceFree', divergenceFree()],
    ['divergenceFree', divergenceFree({ projections: 2 })],
    ['conservativeField', conservativeField({ projections: 1 })],
    ['scoreMatching', scoreMatching()],
    ['slicedScoreMatching', slicedScoreMatching()],
    ['denoisingScoreMatching', denoisingScoreMatching()],
  ])('is refused by %s, which would take part of the Jacobian for all', (name, penalty) => {
    for (const count of [1, 2])
      expect(measured(penalty, count)).toThrow(
        `${name}: the model must have as many outputs as inputs, got outputs of shape [4, ${count}] for inputs of shape [4, 3]`,
      )
    expect(measured(penalty, 3)).not.toThrow()
  })

  it.each([
    ['eikonal', eikonal()],
    ['eikonal', eikonal({ standardDeviation: 0.1 })],
    ['sobolev', sobolev({ targets: { slope: 0 } })],
  ])('is refused by %s, which would differentiate their sum', (name, penalty) => {
    expect(measured(penalty, 2)).toThrow(`${name}: the model must have one output`)
    expect(measured(penalty, 1)).not.toThrow()
  })

  it('is refused by monotone, where an output or class is asked for that there is not', () => {
    const of = (output: number, probability: boolean): Penalty =>
      monotone({ columns: { 0: 1 }, output, probability })
    const words = 'monotone: the number of an output must be from 0 to 1, got 2'
    expect(measured(of(2, false), 2)).toThrow(words)
    // One logit has two classes.
    expect(measured(of(2, true), 1)).toThrow(words)
    expect(measured(of(1, true), 1)).not.toThrow()
  })
})

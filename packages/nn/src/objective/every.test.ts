import { compile, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { int32 } from '../../testing/float64.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { l2 } from '../penalties/l2.ts'
import { linear } from '../schedules/linear.ts'
import { objective } from './objective.ts'

const rng = new Rng(8)
const inputs = rng.split('inputs').normal([4, 2])
const targets = inputs.sum(1, { keepDims: true })
const mode = { training: true, rng } as const

const problem = () => {
  const model = new Dense(2, 1, { rng: rng.split('model') })
  const penalties = {
    flat: {
      penalty: inputGradient(),
      weight: linear({ from: 0.1, to: 0.2, duration: 6 }),
      every: 3,
    },
    small: { penalty: l2(), weight: 0.5 },
  }
  return { model, evaluate: objective({ model, loss: squaredError, penalties }) }
}

/** Takes steps, and gives what each came to. */
function train(steps: readonly number[], isCompiled: boolean, kernel?: Tensor) {
  const { model, evaluate } = problem()
  if (kernel) model.kernel.assign(kernel)
  const optimizer = new Optimizer(sgd({ learningRate: 0.1 }), { kernel: model.kernel })
  const take = (x: Tensor, step: Tensor, due: readonly string[]) => {
    const { gradients, ...terms } = evaluate(x, targets, mode, step, undefined, due)
    optimizer.apply({ kernel: gradients.kernel ?? x })
    return terms
  }
  const run = isCompiled ? compile(take) : take
  return steps.map((step) => {
    const { penalties, weights, total } = run(inputs, int32(step), evaluate.due(step))
    const kernel = model.kernel.value
    return { values: contents({ total, kernel, ...penalties }), weights: contents(weights), kernel }
  })
}

describe('a penalty of every k steps', () => {
  it('is there in each k-th step alone, times k', () => {
    const { evaluate } = problem()
    const { penalties, weights } = evaluate(inputs, targets, mode, 3)
    expect(Object.keys(penalties)).toEqual(['flat', 'small'])
    expect(weights.flat?.item()).toBe(Math.fround(3 * (0.1 + (0.2 - 0.1) * 0.5)))
    const skipped = evaluate(inputs, targets, mode, 4)
    expect([Object.keys(skipped.penalties), Object.keys(skipped.weights)]).toEqual([
      ['small'],
      ['small'],
    ])
    const part = skipped.penalties.small?.mul(0.5) ?? skipped.loss
    expect(skipped.total.item()).toBe(skipped.loss.add(part).item())
    expect([0, 1, 2, 3].map((step) => evaluate.due(step).length)).toEqual([2, 1, 1, 2])
  })

  it('is not computed in the others: its function is not called, and the program has not its operations', () => {
    let calls = 0
    const counted = (evaluation: Evaluation): Tensor => {
      calls++
      return inputGradient()(evaluation)
    }
    const model = new Dense(2, 1, { rng: rng.split('model') })
    const stepOf = (penalties: Parameters<typeof objective>[0]['penalties']) => {
      const evaluate = objective({ model, loss: squaredError, ...(penalties && { penalties }) })
      return compile((x: Tensor, step: Tensor, due: readonly string[]) => {
        const { total, gradients } = evaluate(x, targets, mode, step, undefined, due)
        return { total, gradients }
      })
    }
    const lazy = stepOf({ flat: { penalty: counted, weight: 0.1, every: 2 } })
    const plain = stepOf(undefined)
    lazy(inputs, int32(1), [])
    expect(calls).toBe(0)
    const operations = (text: string): string => text.slice(text.indexOf('\n'))
    expect(operations(lazy.explain(inputs, int32(1), []))).toBe(
      operations(plain.explain(inputs, int32(1), [])),
    )
    lazy(inputs, int32(2), ['flat'])
    lazy(inputs, int32(4), ['flat'])
    expect(calls).toBe(1)
  })

  it('compiled, has the same bits, also taken up in the middle', () => {
    const steps = [0, 1, 2, 3, 4, 5, 6]
    const plain = (run: ReturnType<typeof train>) =>
      run.map(({ values, weights }) => ({ values, weights }))
    const whole = train(steps, false)
    expect(plain(train(steps, true))).toEqual(plain(whole))
    expect(plain(train(steps.slice(2), true, whole[1]?.kernel))).toEqual(plain(whole.slice(2)))
  })

  it('of a compiled step it must be known which are due; eagerly the step tells', () => {
    const { evaluate } = problem()
    const take = (x: Tensor, step: Tensor) => evaluate(x, targets, mode, step).total
    expect(() => compile(take)(inputs, int32(1))).toThrow(
      'objective: in a compiled step it must be given which penalties it takes, as "flat" is not taken in every one, got none; make evaluate.due(n) of the number of the step an argument of the compiled function',
    )
    expect(take(inputs, int32(1)).item()).toBe(evaluate(inputs, targets, mode, 1).total.item())
  })

  it('k is a positive integer', () => {
    const penalties = { flat: { penalty: inputGradient(), weight: 1, every: 0 } }
    expect(() =>
      objective({ model: new Dense(2, 1, { rng }), loss: squaredError, penalties }),
    ).toThrow('objective: every of "flat" must be a positive integer of steps, got 0')
  })
})

describe('the norms of gradients', () => {
  it('are those of the loss and of each penalty without its weight, due or not', () => {
    const { evaluate, model } = problem()
    const { loss, penalties } = evaluate.gradientNorms(inputs, targets, mode, 1)
    expect(Object.keys(penalties)).toEqual(['flat', 'small'])
    const kernel = Array.from(model.kernel.value.data)
    // The gradient of Σ w² is 2 w.
    expect(penalties.small?.item()).toBeCloseTo(2 * Math.hypot(...kernel), 6)
    const { gradients } = objective({ model, loss: squaredError })(inputs, targets, mode)
    const ofLoss = Object.values(gradients).flatMap(({ data }) => Array.from(data))
    expect(loss.item()).toBeCloseTo(Math.hypot(...ofLoss), 6)
  })

  it('come with what each penalty is in that pass, of which a hinge may be 0 and its gradient too', () => {
    const { evaluate } = problem()
    const { values } = evaluate.gradientNorms(inputs, targets, mode, 0)
    expect(contents(values)).toEqual(contents(evaluate(inputs, targets, mode, 0).penalties))
  })
})

import { compile, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { type ObjectiveFunction, objective } from './objective.ts'

const rng = new Rng(12)
const mode = { training: true, rng } as const
const inputs = rng.split('inputs').normal([4, 2], { dtype: 'float64' })
const targets = rng.split('targets').normal([4, 2], { dtype: 'float64' })

const makeModel = (): Dense =>
  new Dense(2, 2, { rng: rng.split('model'), dtype: 'float64', useBias: false })

/** σ² of the kernel, by one step of power iteration each time it is asked. */
const spectralNorm: Penalty = Object.assign(
  ({ weights, state: { u } }: Evaluation): Tensor => {
    const { kernel } = weights()
    if (!u || !kernel) throw new Error('there is a kernel and its vector')
    const v = kernel.value.matmul(u.value)
    u.assign(kernel.value.transpose().matmul(v.div(v.norm())))
    u.assign(u.value.div(u.value.norm()))
    return kernel.value.matmul(u.value).square().sum()
  },
  { init: ({ rng: source }: { rng: Rng }) => ({ u: source.normal([2, 1], { dtype: 'float64' }) }) },
)

const stepOf = (model: Dense, penalty: Penalty = spectralNorm): ObjectiveFunction =>
  objective({
    model,
    loss: squaredError,
    penalties: { lipschitz: { penalty, weight: 0.1 } },
    rng: rng.split('objective'),
  })

/** Takes steps, and gives the weights and the state after each. */
function train(steps: number, isCompiled: boolean, from?: Readonly<Record<string, Tensor>>) {
  const model = makeModel()
  const evaluate = stepOf(model)
  if (from) {
    const { kernel = model.kernel.value, ...state } = from
    model.kernel.assign(kernel)
    evaluate.restore(state)
  }
  const optimizer = new Optimizer(sgd({ learningRate: 0.1 }), model)
  const step = (x: Tensor): Tensor => {
    const { total, gradients } = evaluate(x, targets, mode)
    optimizer.apply(gradients)
    return total
  }
  const run = isCompiled ? compile(step) : step
  return Array.from({ length: steps }, () => {
    const total = run(inputs)
    return { total, kernel: model.kernel.value, ...evaluate.state() }
  })
}

describe('the state of a penalty', () => {
  it('begins with what init gives, and is there under the name of the term', () => {
    const evaluate = stepOf(makeModel())
    const first = rng.split('objective').split('penalties').split('lipschitz')
    expect(contents(evaluate.state())).toEqual(
      contents({ 'lipschitz.u': first.normal([2, 1], { dtype: 'float64' }) }),
    )
  })

  it('is kept from step to step: power iteration finds the largest singular value', () => {
    const model = makeModel()
    model.kernel.assign(
      float64([
        [0, 3],
        [1, 0],
      ]),
    )
    const evaluate = stepOf(model)
    const values = Array.from({ length: 12 }, () => evaluate(inputs, targets, mode).penalties)
    expectClose(values.at(-1)?.lipschitz ?? float64(0), [9], 1e-9)
    expect(values[0]?.lipschitz?.item()).not.toBeCloseTo(9, 3)
  })

  it('compiled, has the same bits', () => {
    expect(train(4, true).map(contents)).toEqual(train(4, false).map(contents))
  })

  it('taken up again, goes on with the same bits', () => {
    const whole = train(4, false)
    const { total: _, ...half } = whole[1] ?? {}
    expect(train(2, true, half).map(contents)).toEqual(whole.slice(2).map(contents))
  })

  it('has no derivative: u is a constant, also where it was assigned of the weights', () => {
    const copy: Penalty = Object.assign(
      ({ weights, state: { u } }: Evaluation): Tensor => {
        const { kernel } = weights()
        if (!u || !kernel) throw new Error('there is a kernel and its copy')
        u.assign(kernel)
        return kernel.mul(u.value).sum()
      },
      {
        init: () => ({
          u: float64([
            [0, 0],
            [0, 0],
          ]),
        }),
      },
    )
    const model = makeModel()
    const zero = objective({ model, loss: squaredError })(inputs, targets, mode).gradients
    const { gradients } = stepOf(model, copy)(inputs, targets, mode)
    expect(Object.keys(gradients)).toEqual(['kernel'])
    const difference = (gradients.kernel ?? float64(0)).sub(zero.kernel ?? 0)
    // The derivative of w · u by w; if u were no constant, it would be 2 w.
    expectClose(difference, model.kernel.value.mul(0.1))
  })

  it('needs a source to begin with, and tensors', () => {
    const model = makeModel()
    const penalties = { lipschitz: { penalty: spectralNorm, weight: 1 } }
    expect(() => objective({ model, loss: squaredError, penalties })).toThrow(
      'objective: the penalty "lipschitz" has a state and needs a source of random numbers to begin with, got none; objective({ model, loss, penalties, rng: new Rng(0) })',
    )
    // @ts-expect-error: what JavaScript may give
    const wrong: Penalty = Object.assign(() => float64(0), { init: () => ({ u: 1 }) })
    expect(() => stepOf(model, wrong)).toThrow(
      'lipschitz: what init gives must be tensors by name, got 1 for "u"',
    )
  })

  it('is empty for other penalties', () => {
    const evaluate = objective({ model: makeModel(), loss: squaredError })
    expect(evaluate.state()).toEqual({})
    evaluate.restore({})
  })
})

describe('the step and the epoch', () => {
  const lookWith = (penalty: Penalty, options: { readonly stepsPerEpoch?: number } = {}) => {
    const penalties = { look: { penalty, weight: 1 } }
    const evaluate = objective({ model: makeModel(), loss: squaredError, penalties, ...options })
    return (step: Tensor): Tensor =>
      evaluate(inputs, targets, mode, step).penalties.look ?? float64(-1)
  }

  it('are int32, the epoch is the step by the steps of an epoch, rounded down', () => {
    const look = lookWith(
      ({ step, epoch }) => {
        expect([step.dtype, epoch.dtype, epoch.shape]).toEqual(['int32', 'int32', []])
        return step.cast('float64').mul(1000).add(epoch.cast('float64'))
      },
      { stepsPerEpoch: 3 },
    )
    const compiled = compile(look)
    for (const [step, wanted] of [
      [0, 0],
      [2, 2000],
      [3, 3001],
      [7, 7002],
      [2 ** 31 - 1, (2 ** 31 - 1) * 1000 + 715827882],
    ]) {
      expect(look(int32(step ?? 0)).item()).toBe(wanted)
      expect(compiled(int32(step ?? 0)).item()).toBe(wanted)
    }
  })

  it('the epoch needs its length, the step does not', () => {
    expect(lookWith(({ step }) => step.cast('float64'))(int32(5)).item()).toBe(5)
    expect(() => lookWith(({ epoch }) => epoch.cast('float64'))(int32(5))).toThrow(
      'look: goes by the epoch, and needs to know how many steps one has, got none; objective({ model, loss, penalties, stepsPerEpoch })',
    )
  })

  it('a metric has neither', () => {
    const batch = { model: makeModel(), loss: squaredError, inputs, targets }
    const ask = (part: 'step' | 'epoch') => () =>
      evaluateBatch(batch, (evaluation) => evaluation[part])
    for (const part of ['step', 'epoch'] as const)
      expect(ask(part)).toThrow('goes by the step, which only an objective has, got none')
    expect(evaluateBatch(batch, ({ state }) => state)).toEqual({})
  })
})

it('a state whose parts would have one name, or that is none, is refused', () => {
  const model = makeModel()
  const remembering = (state: unknown): Penalty =>
    Object.assign(({ losses }: Evaluation): Tensor => losses.mean(), {
      // What JavaScript may give.
      init: () => state as Record<string, Tensor>,
    })
  const begin = (penalties: Readonly<Record<string, Penalty>>) => () => {
    const terms = Object.entries(penalties).map(([name, penalty]) => [name, { penalty, weight: 1 }])
    return objective({ model, loss: squaredError, penalties: Object.fromEntries(terms), rng })
  }
  const twice = { a: remembering({ 'b.c': float64(0) }), 'a.b': remembering({ c: float64(1) }) }
  expect(begin(twice)).toThrow('must have a name of its own, got "a.b.c" twice')
  expect(begin({ a: remembering(undefined) })).toThrow(
    'a: what init gives must be tensors by name, got undefined',
  )
})

import { compile, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { type Objective, objective } from '../objective/objective.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import type { Tensors } from '../tensors.ts'
import type { Weighting } from './weighting.ts'

const rng = new Rng(5)
const inputs = rng.split('inputs').normal([6, 2])
const targets = inputs.sum(1, { keepDims: true })
const mode = { training: true, rng } as const

/** Takes steps with a weight, from a state if one is given, and gives what each came to. */
function train(weight: Weighting, steps: readonly number[], isCompiled: boolean, from?: Tensors) {
  const model = new Sequential([
    new Dense(2, 4, { rng: rng.split('hidden'), activation: tanh }),
    new Dense(4, 1, { rng: rng.split('output') }),
  ])
  const penalties = { flat: { penalty: inputGradient({ squared: false }), weight } }
  const evaluate = objective({ model, loss: squaredError, penalties })
  const optimizer = new Optimizer(sgd({ learningRate: 0.1 }), model)
  if (from) {
    const { remembered, variables } = split(from)
    evaluate.restore(remembered)
    for (const [path, variable] of Object.entries(model.variables()))
      variable.assign(variables[path] ?? variable.value)
  }
  const take = (x: Tensor, step: Tensor): Omit<Objective, 'gradients'> => {
    const { gradients, ...terms } = evaluate(x, targets, mode, step)
    optimizer.apply(gradients)
    return terms
  }
  const run = isCompiled ? compile(take) : take
  return steps.map((step) => {
    const { penalties: values, weights, ...terms } = run(inputs, int32(step))
    const variables = Object.entries(model.variables()).map(([path, { value }]) => [path, value])
    return {
      ...{ ...terms, value: values.flat ?? float64(0), weight: weights.flat ?? float64(0) },
      state: { ...evaluate.state(), ...Object.fromEntries(variables) },
    }
  })
}

function split(state: Tensors): { readonly remembered: Tensors; readonly variables: Tensors } {
  const part = (isWeight: boolean): Tensors =>
    Object.fromEntries(
      Object.entries(state).filter(([name]) => name.startsWith('flat.weight.') === isWeight),
    )
  return { remembered: part(true), variables: part(false) }
}

const bits = (steps: ReturnType<typeof train>) =>
  steps.map(({ state, ...terms }) => contents({ ...terms, ...state }))

describe.each([...catalogue.of('weighting').values()])('weighting $name', ({ make, example }) => {
  const weighting = make(example.options)

  it('compiled, has the same bits, step after step', () => {
    const eager = bits(train(weighting, [0, 1, 2, 3], false))
    expect(bits(train(weighting, [0, 1, 2, 3], true))).toEqual(eager)
  })

  it('taken up again, goes on with the same bits', () => {
    const whole = train(weighting, [0, 1, 2, 3], false)
    const half = train(weighting, [2, 3], true, whole[1]?.state)
    expect(bits(half)).toEqual(bits(whole.slice(2)))
  })

  it('is constant to derivatives: gradients are those of a weight that is a number', () => {
    const model = new Dense(2, 1, { rng })
    const penalty = inputGradient()
    const at = (weight: Weighting | number): Objective =>
      objective({ model, loss: squaredError, penalties: { flat: { penalty, weight } } })(
        inputs,
        targets,
        mode,
        0,
      )
    const { weights, total, gradients } = at(weighting)
    const fixed = at(weights.flat?.item() ?? Number.NaN)
    expect(contents({ total, ...gradients })).toEqual(
      contents({ total: fixed.total, ...fixed.gradients }),
    )
  })
})

it('have names that no schedule has, as one key of a config takes both', () => {
  const names = [...catalogue.of('weighting').keys()]
  expect(names.filter((name) => catalogue.of('schedule').has(name))).toEqual([])
})

it('remembers nothing where it does not train', () => {
  const model = new Dense(2, 1, { rng })
  const weight = catalogue.make('weighting', 'lossShare')
  const penalties = { flat: { penalty: inputGradient(), weight } }
  const evaluate = objective({ model, loss: squaredError, penalties })
  const before = contents(evaluate.state())
  expect(Object.keys(before)).toEqual(['flat.weight.loss', 'flat.weight.value'])
  evaluate(inputs, targets, { training: false }, 0)
  evaluate.gradientNorms(inputs, targets, mode, 0)
  expect(contents(evaluate.state())).toEqual(before)
  evaluate(inputs, targets, mode, 0)
  expect(contents(evaluate.state())).not.toEqual(before)
})

it('of one that gives no weight, or forgets, it is said', () => {
  const model = new Dense(2, 1, { rng })
  const run = (weight: Weighting) => () =>
    objective({
      model,
      loss: squaredError,
      penalties: { flat: { penalty: inputGradient(), weight } },
    })(inputs, targets, mode, 0)
  const init = () => ({ sum: float64(0) })
  expect(run({ init, weigh: () => ({ weight: float64([1]), state: init() }) })).toThrow(
    'the weighting of "flat" must give { weight, state }, weight a scalar, got',
  )
  expect(run({ init, weigh: () => ({ weight: float64(1), state: {} }) })).toThrow(
    'the weighting of "flat" must give the state "sum", which its init has, got none',
  )
})

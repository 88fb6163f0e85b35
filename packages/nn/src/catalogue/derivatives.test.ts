import { checkGradients, GradientError, grad, Rng, type Tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { hasClassTargets } from '../../testing/class-targets.ts'
import { layoutOfTwo } from '../../testing/example-columns.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { problemsFor } from '../../testing/problem-for.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { objective } from '../objective/objective.ts'
import { catalogue } from './catalogue.ts'
import type { LossOutputs } from './facts.ts'

// Away from 0, where some have a kink.
const x = float64([
  [-3, -0.7],
  [0.4, 2.5],
])
const mode: Mode = { training: true, rng: new Rng(3) }

const ofClasses = [
  float64([
    [1, -2, 0.5],
    [0.3, 0.1, 4],
  ]),
  int32([2, 0]),
] as const

/** Outputs and targets, no two of which are equal, for each kind of outputs. */
const points = {
  classLogits: ofClasses,
  classScores: ofClasses,
  binaryLogit: [float64([[1.5], [-3], [0.2]]), int32([1, 0, 1])],
  values: [
    float64([
      [1.5, -3],
      [0.2, 0.4],
    ]),
    float64([
      [1, 0],
      [0.25, 4],
    ]),
  ],
} as const satisfies { [O in LossOutputs]?: readonly [Tensor, Tensor] }
const examples: { readonly [O in LossOutputs]?: readonly [Tensor, Tensor] } = points

/** A kernel through which derivatives pass: a Variable cuts the way to the tensor that was put in. */
const kernelOf = (tensor: Tensor): Variable =>
  Object.defineProperty(new Variable(tensor, { role: 'kernel' }), 'value', { value: tensor })

/** tanh(x · kernel), each example in a shape. */
class Hidden extends Module {
  readonly kernel: Variable
  readonly #shape: readonly number[]
  constructor(kernel: Tensor, shape: readonly number[]) {
    super()
    this.kernel = kernelOf(kernel)
    this.#shape = shape
  }
  override call(inputs: Tensor): Tensor {
    return inputs
      .matmul(this.kernel)
      .tanh()
      .reshape([-1, ...this.#shape])
  }
}

/** tanh(x · first) · second. */
class Network extends Module {
  readonly layers: readonly [Hidden]
  readonly second: Variable
  constructor(first: Tensor, second: Tensor, shape: readonly number[]) {
    super()
    this.layers = [new Hidden(first, shape)]
    this.second = kernelOf(second)
  }
  override call(inputs: Tensor): Tensor {
    const [first] = this.layers
    return first.call(inputs).reshape([-1, 3]).matmul(this.second)
  }
}

describe('derivatives are right', () => {
  it.each([...catalogue.of('activation').values()])('activation $name', ({ make, example }) => {
    checkGradients(make(example.options), [x], { order: 3 })
  })

  it.each([...catalogue.of('loss').values()])('loss $name', (definition) => {
    const { make, example, predictions } = definition
    const isOfSeveral = (predictions?.(example.options).outputs ?? 1) > 1
    const ofExample = [
      float64(example.outputs),
      (hasClassTargets(definition.outputs) ? int32 : float64)(example.targets),
    ] as const
    const known = isOfSeveral ? undefined : examples[definition.outputs]
    const [outputs, targets] = known ?? ofExample
    const loss = make(example.options)
    checkGradients((input) => loss(input, targets), [outputs], { order: 3 })
  })

  it.each([...catalogue.of('layer').values()])('layer $name', ({ make, example, inputs: kind }) => {
    const inputs = float64(example.inputs)
    const layer = make(example.options).build(inputs.shape.slice(1), new Rng(0), {
      dtype: 'float64',
    })
    const call = (input: Tensor): Tensor => layer.call(input, mode)
    if (kind === 'indices') expect(() => grad(call)(inputs)).toThrow(GradientError)
    // Differences by indices among columns would be of what is none; the test of the layer has its derivatives.
    else if (kind !== 'columns') checkGradients(call, [inputs], { order: 3 })
  })

  it.each([...catalogue.of('penalty').values()])('penalty $name', (definition) => {
    const { make, example } = definition
    const penalty = make(example.options)
    // A state is no constant for finite differences, and is one for derivatives; so is what is held.
    if (penalty.init || definition.heldConstant !== undefined || definition.takesSomeModels) return
    const source = new Rng(1)
    const [, { loss, outputs, targets, columns, hiddenShape }] = problemsFor(definition)
    const [first, second] = [
      source.split('first').normal([2, 3], { dtype: 'float64' }),
      source.split('second').normal([3, outputs], { dtype: 'float64' }),
    ]
    const wanted = targets(source.split('targets'), 2)
    const details = { columns: columns(source.split('columns'), 2) }
    checkGradients(
      (a, b, input) => {
        const penalties = { term: { penalty, weight: 1 } }
        const model = new Network(a, b, hiddenShape(3))
        const step = objective({ model, loss, penalties, stepsPerEpoch: 1, layout: layoutOfTwo })
        return step(input, wanted, mode, 0, details).penalties.term ?? input
      },
      [first, second, points.values[0]],
      { order: 2 },
    )
  })
})

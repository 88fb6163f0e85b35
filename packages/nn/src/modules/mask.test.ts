import {
  compile,
  concat,
  DTypeError,
  Rng,
  ShapeError,
  type Tensor,
  tensor,
  where,
  zeros,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { int32 } from '../../testing/float64.ts'
import { relu } from '../activations/relu.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { layerChain } from '../layers/layer-chain.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { maskOfLengths } from './mask-of-lengths.ts'
import { childMode, type Mode, withFixedStatistics } from './mode.ts'
import { Module } from './module.ts'
import { Sequential } from './sequential.ts'

type Plans = readonly (readonly [name: string, options?: unknown])[]

const rng = new Rng(21)
const [steps, features] = [4, 4]
const lengths = [4, 2, 1]
const mask = maskOfLengths(int32(lengths), steps)
const isThere = mask.expandDims(-1)
const x = rng.split('x').normal([3, steps, features], { dtype: 'float64' })
const targets = rng.split('targets').normal([3, 1], { dtype: 'float64' })

/** The layers for [n, 4, 4], with a dense one for one number of each example or step behind them. */
function build(plans: Plans): Sequential {
  const made = [...plans, ['dense', 1] as const].map(([name, options]) =>
    catalogue.make('layer', name, options),
  )
  const chain = layerChain(made, [steps, features])
  return new Sequential(chain.build(rng.split('model'), { dtype: 'float64' }))
}

/** A squared error of each example, of its mean output over the steps that are there where it has some. */
const lossOf =
  (isKept: Tensor) =>
  (outputs: Tensor, wanted: Tensor): Tensor => {
    if (outputs.rank === 2) return squaredError(outputs, wanted)
    const kept = where(isKept, outputs, 0).sum(1)
    return squaredError(kept.div(isKept.cast('float64').sum(1).maximum(1)), wanted)
  }

/** Outputs, losses, gradients, and those of a penalty on the input gradient. */
function measure(model: Module, inputs: Tensor, wanted: Tensor, isKept: Tensor | undefined) {
  const everyStep = tensor(true).broadcastTo([inputs.shape[0] ?? 0, inputs.shape[1] ?? 0])
  const loss = lossOf((isKept ?? everyStep).expandDims(-1))
  const mode: Mode = { training: true, rng, mask: isKept }
  const penalties = { slope: { penalty: inputGradient(), weight: 1 } }
  const { gradients, ...step } = objective({ model, loss, penalties })(inputs, wanted, mode)
  const batch = { model, loss, inputs, targets: wanted, mode }
  const evaluation = evaluateBatch(batch, ({ outputs, inputGradient: slope }) => ({
    outputs,
    slope: slope(),
  }))
  return { ...gradients, total: step.total, ...evaluation }
}

const bidirectional = { units: 3, direction: 'bidirectional' }
const tanh = catalogue.make('activation', 'tanh')
const models: Readonly<Record<string, Plans>> = {
  'lstm after dense': [
    ['dense', { units: 2, activation: tanh }],
    ['lstm', bidirectional],
  ],
  'largest of gru and dense': [
    ['gru', { ...bidirectional, returnSequences: true }],
    ['dense', { units: 3, activation: tanh }],
    ['globalMaxPool', 'steps'],
  ],
  'residual attention': [
    ['positionalEncoding'],
    [
      'residual',
      [catalogue.make('layer', 'layerNorm'), catalogue.make('layer', 'multiHeadAttention', 2)],
    ],
    ['simpleRnn', { units: 3, direction: 'backward' }],
  ],
  'mean of a transformer block': [
    ['transformerBlock', { heads: 2, expansion: 1 }],
    ['globalAveragePool', 'steps'],
  ],
  'norms and branches, of which one comes first': [
    [
      'parallel',
      {
        layers: [catalogue.make('layer', 'rmsNorm'), catalogue.make('layer', 'dense', 3)],
        along: 'features',
      },
    ],
    ['gru', 3],
  ],
  'causal attention of each step': [['multiHeadAttention', { heads: 2, causal: true }]],
}

describe.each(Object.entries(models))('%s, of padded sequences', (_, plans) => {
  const model = build(plans)
  const padded = measure(model, where(isThere, x, 0), targets, mask)

  it.each([
    ['noise', rng.split('noise').normal(x.shape, { mean: 30, dtype: 'float64' })],
    ['NaN', Number.NaN],
  ])('goes by nothing that stands in the padding, such as %s', (_, padding) => {
    const { outputs, ...others } = measure(model, where(isThere, x, padding), targets, mask)
    const { outputs: before, ...wanted } = padded
    expect(contents(others)).toEqual(contents(wanted))
    const kept = (y: Tensor): Tensor => (y.rank === 3 ? where(isThere, y, 0) : y)
    expect(kept(outputs).toArray()).toEqual(kept(before).toArray())
  })

  it('is what it is of the same sequences without padding', () => {
    const alone = lengths.map((length, row) => {
      const inputs = x.slice([
        { start: row, stop: row + 1 },
        { start: 0, stop: length },
      ])
      return measure(model, inputs, targets.slice([{ start: row, stop: row + 1 }]), undefined)
    })
    for (const name of Object.keys(padded)) {
      if (name === 'outputs' || name === 'slope') continue
      const parts = alone.map((found) => Reflect.get(found, name).div(lengths.length))
      const sum = parts.reduce((total: Tensor, part: Tensor) => total.add(part))
      expectClose(Reflect.get(padded, name), sum, 1e-12)
    }
    const withZeros = (y: Tensor): Tensor =>
      y.rank === 2
        ? y
        : concat(
            [y, zeros([1, steps - (y.shape[1] ?? 0), y.shape[2] ?? 0], { dtype: 'float64' })],
            1,
          )
    const kept = (y: Tensor): Tensor => (y.rank === 3 ? where(isThere, y, 0) : y)
    for (const name of ['outputs', 'slope'] as const)
      expectClose(
        kept(padded[name]),
        concat(
          alone.map((found) => withZeros(found[name])),
          0,
        ),
      )
    expectClose(where(isThere, 0, padded.slope), zeros(x.shape), 0)
  })

  it('has the same bits compiled, with the lengths as an argument', () => {
    const compiled = compile((inputs: Tensor, counts: Tensor) =>
      measure(model, inputs, targets, maskOfLengths(counts, steps)),
    )
    expect(contents(compiled(where(isThere, x, 0), int32(lengths)))).toEqual(contents(padded))
  })
})

it('a sequence without any step gives finite numbers', () => {
  const none = maskOfLengths(int32([0, 4, 4]), steps)
  for (const plans of Object.values(models))
    for (const found of Object.values(measure(build(plans), x, targets, none)))
      expect(Array.from(found.data).every(Number.isFinite)).toBe(true)
})

it('maskOfLengths is true for the first steps of each sequence', () => {
  expect(maskOfLengths(int32([2, 0, 3]), 3).toArray()).toEqual([
    [true, true, false],
    [false, false, false],
    [true, true, true],
  ])
  expect(() => maskOfLengths(tensor([2]), 3)).toThrow(
    'maskOfLengths: lengths must be int32, got float32; lengths.cast("int32") converts',
  )
  expect(() => maskOfLengths(int32([[2]]), 3)).toThrow(ShapeError)
  expect(() => maskOfLengths(int32([2]), 1.5)).toThrow('a whole number from 0, got 1.5')
})

describe('a layer that might use the padding', () => {
  const refused: Readonly<Record<string, Plans>> = {
    Flatten: [['flatten']],
    Permute: [['permute', [2, 1]]],
    Reshape: [['reshape', [steps * features]]],
    Convolution: [['convolution', { filters: 2, kernelSize: 3 }]],
    MaxPool: [['maxPool', 2]],
    GlobalAveragePool: [['globalAveragePool']],
    GlobalMaxPool: [['globalMaxPool']],
    BatchNorm: [['batchNorm']],
    Parallel: [['parallel', [catalogue.make('layer', 'dense', 2)]]],
  }
  const mode: Mode = { training: false, mask }

  it.each(Object.entries(refused))('%s is refused', (name, plans) => {
    expect(() => build(plans).call(x, mode)).toThrow(
      new ShapeError(
        `layers.0: ${name}: must know what becomes of steps that a mask leaves out, and does not, got x [3, 4, 4]; a layer that takes the steps together goes before it, such as gru, or globalAveragePool over steps, or it has a maskRule`,
      ),
    )
    const batch = { model: build(plans), loss: squaredError, inputs: x, targets, mode }
    expect(() => evaluateBatch(batch, ({ losses }) => losses)).toThrow(ShapeError)
  })

  it('is named by its place, also within others and where the model is called by an evaluation', () => {
    const inner = catalogue.make('layer', 'residual', [catalogue.make('layer', 'permute', [1, 2])])
    const model = build([
      ['dense', 4],
      ['residual', [inner]],
      ['gru', 2],
    ])
    const words = 'layers.1.layers.0.layers.0: Permute: must know what becomes of steps'
    expect(() => model.call(x, mode)).toThrow(words)
    const batch = { model, loss: squaredError, inputs: x, targets, mode }
    expect(() => evaluateBatch(batch, ({ losses }) => losses)).toThrow(words)
  })

  it('is not behind one that takes the steps together', () => {
    const model = build([['gru', 4], ['reshape', [2, 2]], ['flatten']])
    expect(model.call(x, mode).shape).toEqual([3, 1])
    expect(model.maskRule).toBe('gone')
  })

  it('is any function but an activation, and any module that says nothing', () => {
    class Own extends Module {
      override call(inputs: Tensor): Tensor {
        return inputs.mean(1)
      }
    }
    const double = (inputs: Tensor): Tensor => inputs.mul(2)
    expect(() => new Sequential([double]).call(x, mode)).toThrow('double: must know what becomes')
    expect(() => new Sequential([new Own()]).call(x, mode)).toThrow('Own: must know what becomes')
    expect(new Sequential([relu]).call(x, mode)).toEqual(relu(x))
  })
})

it('a mask must be that of the steps, and steps have features', () => {
  const call = (plans: Plans, inputs: Tensor, given: unknown) => () =>
    // @ts-expect-error: JavaScript may give any mask
    build(plans).call(inputs, { training: false, mask: given })
  const other = maskOfLengths(int32([1, 1, 1]), 5)
  for (const name of ['gru', 'dense'])
    expect(call([[name, 1]], x, other)).toThrow(
      'the mask must be [n, steps] of x, got a mask [3, 5] and x [3, 4, 4]',
    )
  expect(() => new Sequential([relu]).call(x.mean(2), { training: false, mask })).toThrow(
    'relu: must be given [n, steps, features] where a mask leaves steps out, got [3, 4]',
  )
  expect(call([], x, [true])).toThrow(TypeError)
  expect(call([], x, int32([[1]]))).toThrow(DTypeError)
  expect(call([], x, tensor([true]))).toThrow('mode: mask must be [n, steps], got [1]')
})

it('is handed on to children, and to the passes of penalties', () => {
  for (const mode of [
    { training: false, mask },
    { training: true, rng, mask },
  ] as const) {
    expect(childMode(mode, 'child').mask).toBe(mask)
    expect(withFixedStatistics(mode).mask).toBe(mask)
  }
})

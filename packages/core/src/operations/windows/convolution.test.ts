import { array, assert, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  type Block,
  blockOf,
  build,
  errorOf,
  indicesOf,
  sample,
  seeds,
} from '../block.fixture.ts'

type Pairs = readonly (readonly [number, number])[]
interface Setting {
  readonly x: S.Shape
  readonly kernel: S.Shape
  readonly stride: number[]
  readonly dilation: number[]
  readonly padding: [number, number][]
  readonly groups: number
}

const axis = record({
  size: integer({ min: 1, max: 3 }),
  stride: integer({ min: 1, max: 3 }),
  dilation: integer({ min: 1, max: 2 }),
  before: integer({ min: 0, max: 2 }),
  after: integer({ min: 0, max: 2 }),
  extra: integer({ min: 0, max: 4 }),
})

/** Shapes, strides, paddings, dilations and groups of one to three spatial axes that fit together. */
const settings = record({
  axes: array(axis, { minLength: 1, maxLength: 3 }),
  examples: integer({ min: 0, max: 3 }),
  groups: integer({ min: 1, max: 3 }),
  inputs: integer({ min: 1, max: 2 }),
  outputs: integer({ min: 1, max: 3 }),
}).map(({ axes, examples, groups, inputs, outputs }): Setting => {
  const lengths = axes.map(({ size, dilation, before, after, extra }) =>
    Math.max(1, (size - 1) * dilation + 1 - before - after + extra),
  )
  return {
    x: [examples, groups * inputs, ...lengths],
    kernel: [groups * outputs, inputs, ...axes.map(({ size }) => size)],
    stride: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ before, after }) => [before, after]),
    groups,
  }
})

/** The element of `x`, 0 in the padding. */
const padded = (x: Block, index: readonly number[]): number =>
  index.every((i, axis) => i >= 0 && i < (x.shape[axis] ?? 0)) ? at(x, index) : 0

/** The sums that a convolution is, one by one. */
function convolve(
  x: Block,
  kernel: Block,
  setting: Omit<Setting, 'padding'> & { padding: Pairs },
): Block {
  const { stride, dilation, padding, groups } = setting
  const [outputs = 0, inputs = 0, ...sizes] = kernel.shape
  const counts = sizes.map((size, axis) => {
    const [before = 0, after = 0] = padding[axis] ?? []
    const room = (x.shape[axis + 2] ?? 0) + before + after - (size - 1) * (dilation[axis] ?? 1) - 1
    return Math.floor(room / (stride[axis] ?? 1)) + 1
  })
  return build([x.shape[0] ?? 0, outputs, ...counts], ([n = 0, o = 0, ...to]) => {
    const group = Math.floor(o / (outputs / groups))
    return indicesOf([inputs, ...sizes]).reduce((sum, [c = 0, ...tap]) => {
      const from = to.map(
        (place, axis) =>
          place * (stride[axis] ?? 1) +
          (tap[axis] ?? 0) * (dilation[axis] ?? 1) -
          (padding[axis]?.[0] ?? 0),
      )
      return sum + padded(x, [n, group * inputs + c, ...from]) * at(kernel, [o, c, ...tap])
    }, 0)
  })
}

/** Without the shapes, which are no options. */
const optionsOf = ({ x: _, kernel: __, ...options }: Setting): Omit<Setting, 'x' | 'kernel'> =>
  options

const drawn = (setting: Setting, seed: number): readonly [S.Tensor, S.Tensor] => [
  sample('float64', setting.x, seed),
  sample('float64', setting.kernel, seed + 1),
]
const inner = (a: S.Tensor, b: S.Tensor): number => S.sum(S.mul(a, b)).item()

describe('convolution', () => {
  it('gives the sums of a direct loop, whatever the axes, strides, paddings, dilations and groups', () => {
    assert(
      property(settings, seeds, (setting, seed) => {
        const [x, kernel] = drawn(setting, seed)
        const y = S.convolution(x, kernel, optionsOf(setting))
        const expected = convolve(blockOf(x), blockOf(kernel), setting)
        expect(y.shape).toEqual(expected.shape)
        expect(errorOf(blockOf(y), expected, 1)).toBeLessThan(1e-12)
      }),
      { numRuns: 150, seed: 21 },
    )
  })

  it('pads "same" as TensorFlow: ⌈length / stride⌉ windows, the odd zero at the end', () => {
    const x = S.tensor([1, 2, 3, 4], { shape: [1, 1, 4], dtype: 'float64' })
    const ones = S.ones([1, 1, 2], { dtype: 'float64' })
    expect([...S.convolution(x, ones, { padding: 'same' }).data]).toEqual([3, 5, 7, 4])
    const three = S.ones([1, 1, 3], { dtype: 'float64' })
    expect([...S.convolution(x, three, { padding: 'same', stride: 2 }).data]).toEqual([6, 7])
    expect([...S.convolution(x, three, { padding: 'same' }).data]).toEqual([3, 6, 9, 7])
    const far = S.ones([1, 1, 1], { dtype: 'float64' })
    expect([...S.convolution(x, far, { padding: 'same', stride: 3 }).data]).toEqual([1, 4])
  })

  it('does not flip the kernel', () => {
    const x = S.tensor([0, 1, 0, 0], { shape: [1, 1, 4] })
    const kernel = S.tensor([2, 3], { shape: [1, 1, 2] })
    expect([...S.convolution(x, kernel).data]).toEqual([3, 2, 0])
  })

  it('refuses what does not fit, in words', () => {
    const x = S.zeros([2, 4, 5, 5])
    const k = S.zeros([6, 4, 3, 3])
    const cases: readonly (readonly [() => unknown, RegExp])[] = [
      [() => S.convolution(S.zeros([4, 5]), k), /x must have the axes .*got \[4, 5\]/],
      [() => S.convolution(x, S.zeros([6, 4, 3])), /kernel must have as many axes as x/],
      [() => S.convolution(x, k, { groups: 4 }), /groups must be a whole number that divides 6/],
      [() => S.convolution(x, k, { groups: 2 }), /x must have 8 channels .*2 groups, got \[2, 4/],
      [() => S.convolution(x, k, { stride: 0 }), /stride must be a whole number from 1, got 0/],
      [
        () => S.convolution(x, k, { stride: [1] }),
        /stride must be a number or one for each of the 2/,
      ],
      [() => S.convolution(x, k, { padding: -1 }), /padding must be "same", "valid", .*got -1/],
      [
        () => S.convolution(x, k, { dilation: 3 }),
        /each window must fit .*\[7, 7\] and axes \[5, 5\]/,
      ],
      [
        () => S.convolutionTransposed(S.zeros([2, 6, 3, 3]), k, { outputPadding: 1 }),
        /outputPadding must be .* less than the stride 1, got 1/,
      ],
      [() => S.convolutionTransposed(x, k), /x must have 6 channels/],
      [
        () => S.convolutionTransposed(S.zeros([2, 6, 0, 3]), k),
        /spatial axes must not be empty, got \[2, 6, 0, 3\]/,
      ],
    ]
    for (const [run, words] of cases) {
      expect(run).toThrow(words)
      expect(run).toThrow(S.ShapeError)
    }
    expect(() => S.convolution(S.zeros([2, 4, 5, 5], { dtype: 'int32' }), k)).toThrow(S.DTypeError)
    expect(() => S.convolution(x, S.zeros([6, 4, 3, 3], { dtype: 'float64' }))).toThrow(
      S.DTypeError,
    )
  })
})

describe('convolutionTransposed', () => {
  it('is the adjoint: ⟨convolution(x), y⟩ = ⟨x, convolutionTransposed(y)⟩', () => {
    assert(
      property(settings, seeds, (setting, seed) => {
        const [x, kernel] = drawn(setting, seed)
        const image = S.convolution(x, kernel, optionsOf(setting))
        const y = sample('float64', image.shape, seed + 2)
        // What the last window did not reach: the padding that gives the lengths of x back.
        const outputPadding = setting.x.slice(2).map((length, axis) => {
          const [before = 0, after = 0] = setting.padding[axis] ?? []
          const span = ((setting.kernel[axis + 2] ?? 1) - 1) * (setting.dilation[axis] ?? 1) + 1
          return (length + before + after - span) % (setting.stride[axis] ?? 1)
        })
        const back = S.convolutionTransposed(y, kernel, {
          ...optionsOf(setting),
          outputPadding,
        })
        expect(back.shape).toEqual(x.shape)
        expect(inner(x, back)).toBeCloseTo(inner(image, y), 8)
      }),
      { numRuns: 100, seed: 22 },
    )
  })

  it('makes each length its multiple by the stride where padding is "same"', () => {
    const kernel = sample('float64', [2, 3, 3, 2], 5)
    const options = { padding: 'same', stride: [2, 3] } as const
    const y = sample('float64', [1, 2, 2, 3], 6)
    const back = S.convolutionTransposed(y, kernel, options)
    expect(back.shape).toEqual([1, 3, 4, 9])
    const x = sample('float64', back.shape, 7)
    expect(inner(S.convolution(x, kernel, options), y)).toBeCloseTo(inner(x, back), 10)
  })
})

describe('a network of convolutions', () => {
  const rng = new S.Rng(8)
  const draw = (name: string, ...shape: number[]): S.Tensor =>
    rng.split(name).normal(shape, { dtype: 'float64' })
  const parameters = { first: draw('first', 2, 1, 3, 3), second: draw('second', 3, 2, 2, 2) }
  const images = draw('images', 2, 1, 6, 6)
  const loss = ({ first, second }: typeof parameters, x = images): S.Tensor => {
    const hidden = S.maxPool(S.tanh(S.convolution(x, first, { padding: 'same' })), 2)
    return S.sum(S.square(S.tanh(S.convolution(hidden, second))))
  }

  it('has the Hessian-vector products of its slope along a line', () => {
    const direction = { first: draw('d1', 2, 1, 3, 3), second: draw('d2', 3, 2, 2, 2) }
    const product = S.hvp(loss, parameters, direction)
    const step = 1e-5
    const slopeAt = (t: number): typeof parameters =>
      S.grad(loss)({
        first: parameters.first.add(direction.first.mul(t)),
        second: parameters.second.add(direction.second.mul(t)),
      })
    const [ahead, behind] = [slopeAt(step), slopeAt(-step)]
    for (const name of ['first', 'second'] as const) {
      const estimate = ahead[name].sub(behind[name]).div(2 * step)
      expect(S.norm(estimate.sub(product[name])).item()).toBeLessThan(
        1e-7 * S.norm(product[name]).item(),
      )
    }
  })

  it('has a penalty on its input gradient that is differentiated right', () => {
    const penalty = (first: S.Tensor, second: S.Tensor): S.Tensor =>
      S.sum(S.square(S.grad((x: S.Tensor) => loss({ first, second }, x))(images)))
    S.checkGradients(penalty, [parameters.first, parameters.second], {
      ...{ order: 2, step: 1e-4, tolerance: 1e-5 },
    })
  })

  it('trains', () => {
    const kernel = new S.Variable(parameters.first)
    const f = (k: S.Tensor): S.Tensor => S.maxPool(S.tanh(S.convolution(images, k)), 2)
    const target = f(draw('truth', 2, 1, 3, 3))
    const losses = Array.from({ length: 150 }, () => {
      const tape = new S.GradientTape()
      const error = tape.record(() => S.mean(S.square(f(kernel.value).sub(target))))
      kernel.assignSub(tape.gradient(error, kernel).mul(0.3))
      return error.item()
    })
    expect(losses.at(-1)).toBeLessThan(0.4 * (losses[0] ?? 0))
  })

  it('compiled, gives the same bits', () => {
    const step = (x: S.Tensor): typeof parameters =>
      S.grad((at: typeof parameters) => S.sum(S.square(S.grad((y: S.Tensor) => loss(at, y))(x))))(
        parameters,
      )
    const [eager, compiled] = [step(images), S.compile(step)(images)]
    for (const name of ['first', 'second'] as const)
      expect([...compiled[name].data]).toEqual([...eager[name].data])
  })
})

it.each([[[[0, 7]]], [3]])(
  'convolutionTransposed refuses a padding of %j that leaves nothing',
  (padding) => {
    expect(() =>
      S.convolutionTransposed(S.ones([1, 1, 3]), S.ones([1, 1, 3]), { padding: padding as never }),
    ).toThrow('convolutionTransposed: padding must leave an element of 5, got ')
  },
)

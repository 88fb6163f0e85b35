import {
  compile,
  DTypeError,
  GradientTape,
  grad,
  hessian,
  identity,
  ShapeError,
  type Tensor,
  zeros,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { hasClassTargets } from '../../testing/class-targets.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { type LossOutputs, libraryOnly } from '../catalogue/facts.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { labelSmoothing } from '../loss-transforms/label-smoothing.ts'
import { absoluteError } from './absolute-error.ts'
import { binaryCrossEntropy } from './binary-cross-entropy.ts'
import { contrastive } from './contrastive.ts'
import { cosineDistance } from './cosine-distance.ts'
import { focal } from './focal.ts'
import { gaussian } from './gaussian.ts'
import { huber } from './huber.ts'
import { klDivergence } from './kl-divergence.ts'
import type { Loss } from './loss.ts'
import { quantile } from './quantile.ts'
import { quantilePredictions } from './quantile-levels.ts'
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts'
import { squaredError } from './squared-error.ts'
import { triplet } from './triplet.ts'

const huberOf =
  (delta: number): Loss =>
  (outputs, targets) =>
    huber(outputs, targets, { delta })

interface Row {
  readonly loss: Loss
  readonly outputs: Tensor
  readonly targets: Tensor
  /** By example: closed forms, or PyTorch 2.15 in float64. */
  readonly values: readonly number[]
}

const outputs = float64([1.5, -3, 0.2])
const targets = float64([1, 0, 0.25])
const wide = float64([
  [1.5, -3],
  [0.2, 0.4],
])

const table: Readonly<Record<string, Row>> = {
  softmaxCrossEntropy: {
    loss: softmaxCrossEntropy,
    outputs: float64([
      [1, -2, 0.5],
      [0.3, 0.1, 4],
    ]),
    targets: int32([2, 0]),
    values: [1.0045969023422834, 3.7439838111053696],
  },
  binaryCrossEntropy: {
    loss: binaryCrossEntropy,
    outputs,
    targets,
    values: [0.2014132779827524, 0.048587351573742055, 0.7481388693815918],
  },
  squaredError: { loss: squaredError, outputs, targets, values: [0.25, 9, 0.0025] },
  absoluteError: { loss: absoluteError, outputs, targets, values: [0.5, 3, 0.05] },
  // ½ · 0.5², then 0.7 (3 − 0.35), then ½ · 0.05².
  huber: { loss: huberOf(0.7), outputs, targets, values: [0.125, 1.855, 0.00125] },
}

describe.each(Object.entries(table))('%s', (_, row) => {
  it('has its closed form, one number an example', () => {
    const losses = row.loss(row.outputs, row.targets)
    expect(losses.shape).toEqual([row.values.length])
    expectClose(losses, row.values, 1e-14)
  })

  it('keeps the dtype of the outputs', () => {
    expect(row.loss(row.outputs.cast('float32'), row.targets).dtype).toBe('float32')
  })
})

const known = [...catalogue.of('loss').values()]
/** Those of a config: the others have outputs and targets of their own kinds. */
const losses = known.filter((loss) => libraryOnly(loss) === null)
const isOfClasses = (kind: LossOutputs): boolean => ['classLogits', 'classScores'].includes(kind)

/** How many outputs a loss takes for a target, with the options of its example. */
const outputsFor = ({ predictions, example }: Definitions['loss']): number =>
  predictions?.(example.options).outputs ?? 1

describe.each(losses.filter((loss) => !isOfClasses(loss.outputs) && outputsFor(loss) === 1))(
  '$name',
  ({ name, make, example }) => {
    const loss = make(example.options)

    it('takes the mean over the outputs of an example', () => {
      const ones = float64([
        [1, 1],
        [1, 1],
      ])
      const each = loss(wide.reshape([4]), ones.reshape([4])).data
      const pairs = [((each[0] ?? 0) + (each[1] ?? 0)) / 2, ((each[2] ?? 0) + (each[3] ?? 0)) / 2]
      expectClose(loss(wide, ones), pairs, 1e-15)
    })

    it('takes one column for a vector, and does not broadcast it', () => {
      const values = loss(outputs, targets)
      expectClose(loss(outputs.reshape([3, 1]), targets), values, 1e-14)
      expectClose(loss(outputs, targets.reshape([3, 1])), values, 1e-14)
    })

    it('takes integer targets', () => {
      expectClose(loss(outputs, int32([1, 0, 1])), loss(outputs, float64([1, 0, 1])))
    })

    it('refuses targets of another shape', () => {
      expect(() => loss(wide, float64([1, 2]))).toThrow(ShapeError)
      expect(() => loss(wide, float64([1, 2]))).toThrow(
        `${name}: outputs and targets must have one shape, [n] or [n, ...], got [2, 2] and [2]`,
      )
      expect(() => loss(float64(1), float64(1))).toThrow(ShapeError)
    })
  },
)

describe.each([
  { name: 'gaussian', options: {}, count: 2 },
  { name: 'laplace', options: {}, count: 2 },
  { name: 'quantile', options: { q: [0.1, 0.5, 0.9] }, count: 3 },
])('$name of $count outputs for a target', ({ name, options, count }) => {
  const definition = losses.find((loss) => loss.name === name)
  if (definition === undefined) throw new RangeError(`there is no loss ${name}`)
  const loss = definition.make(options)
  const several = float64([
    [0.5, -1, 2],
    [3, 0.25, 1],
  ]).slice([null, { start: 0, stop: count }])

  it('says how many', () => {
    expect(definition.predictions?.(options).outputs).toBe(count)
  })

  it('takes the mean over the targets of an example', () => {
    const together = loss(several.reshape([1, 2, count]), float64([[1, 2]]))
    expectClose(
      together,
      loss(several, float64([1, 2]))
        .mean()
        .reshape([1]),
      1e-15,
    )
  })

  it('takes targets of a column, and integers', () => {
    const values = loss(several, float64([1, 2]))
    expect(loss(several, float64([[1], [2]])).data).toEqual(values.data)
    expect(loss(several, int32([1, 2])).data).toEqual(values.data)
    expect(loss(several.cast('float32'), float64([1, 2])).dtype).toBe('float32')
  })

  it.each<[number[], number[]]>([
    [[2, count + 1], [2]],
    [[count], [2]],
    [[2, count], [3]],
    [
      [2, count],
      [2, count],
    ],
  ])('refuses outputs %j with targets %j', (shape, wanted) => {
    const call = (): unknown =>
      loss(zeros(shape, { dtype: 'float64' }), zeros(wanted, { dtype: 'float64' }))
    expect(call).toThrow(ShapeError)
    expect(call).toThrow(`${name}: outputs must be [n, ..., ${count}]`)
  })
})

it('quantiles are predicted in rising order, also where outputs cross', () => {
  const { columns } = quantilePredictions([0.1, 0.4, 0.9])
  const crossed = float64([
    [1, 3, 2],
    [5, 4, 6],
  ])
  expect(columns.map(({ name, of }) => [name, Array.from(of(crossed).data)])).toEqual([
    ['prediction', [2, 5]],
    ['quantile_0.1', [1, 4]],
    ['quantile_0.4', [2, 5]],
    ['quantile_0.9', [3, 6]],
  ])
})

it.each([
  ['gaussian', 'standardDeviation'],
  ['laplace', 'scale'],
])('%s predicts its location, and a scale that is above the least', (name, scale) => {
  const found = losses.find((loss) => loss.name === name)?.predictions?.({ least: 0.5 })
  const outputs = float64([
    [3, 0],
    [-1, -50],
  ])
  expect(found?.columns.map((column) => [column.name, column.isDistance === true])).toEqual([
    ['prediction', false],
    [scale, true],
  ])
  const [location, deviation] = found?.columns.map(({ of }) => of(outputs)) ?? []
  expectClose(location ?? outputs, [3, -1], 1e-15)
  expectClose(deviation ?? outputs, [1.5, 0.5], 1e-14)
})

it('gaussian is least where mean and deviation are those of the targets', () => {
  const targets = float64([1, 3, 8])
  const f = (x: Tensor): Tensor => gaussian(x.broadcastTo([3, 2]), targets, { least: 0 }).sum()
  // The mean is 4, the variance 26 / 3.
  expectClose(grad(f)(float64([4, Math.log(26 / 3) / 2])), [0, 0], 1e-14)
})

it('quantiles must rise', () => {
  expect(() => quantile(wide, targets, { q: [0.9, 0.1] })).toThrow(
    'quantile: q must be a number above 0 and below 1, or a list of such numbers that rise',
  )
})

it.each(losses)(
  '$name refuses outputs that are no floats, in its own name',
  ({ name, make, outputs: kind, example }) => {
    const loss = make(example.options)
    const shape = isOfClasses(kind) ? [2, 3] : [2]
    for (const dtype of ['int32', 'bool'] as const) {
      const call = (): unknown => loss(zeros(shape, { dtype }), int32([0, 1]))
      expect(call).toThrow(DTypeError)
      expect(call).toThrow(`${name}: outputs must be float32 or float64, got ${dtype}`)
    }
  },
)

it.each(losses.filter(({ outputs: kind }) => isOfClasses(kind)))(
  '$name refuses class numbers and shapes that do not fit, in its own name',
  ({ name, make, example }) => {
    const loss = make(example.options)
    expect(() => loss(wide, int32([0, 2]))).toThrow(`${name}: targets must be class numbers from 0`)
    expect(() => loss(wide, float64([0, 1]))).toThrow(`${name}: targets must be class numbers of`)
    expect(() => loss(wide, int32([0, 0, 0]))).toThrow(`${name}: outputs must be [n, classes] and`)
  },
)

it.each(losses.filter(({ outputs: kind }) => isOfClasses(kind)))(
  '$name can be spread over the classes by labelSmoothing, eagerly and compiled',
  ({ make, example }) => {
    const loss = make(example.options)
    const smooth = labelSmoothing({ smoothing: 0.25 })(loss)
    const ofClass = (index: number): Tensor => loss(wide, int32([index, index]))
    const targets = int32([1, 0])
    const expected = loss(wide, targets)
      .mul(0.75)
      .add(ofClass(0).add(ofClass(1)).mul(0.125))
    expectClose(smooth(wide, targets), expected, 1e-14)
    expect(compile(smooth)(wide, targets).data).toEqual(smooth(wide, targets).data)
  },
)

it('focal is right where the probability of the true class rounds to 1, or to 0', () => {
  const far = float64([
    [0, 800],
    [800, 0],
  ])
  const gammas = [0, 0.5, 2]
  for (const gamma of gammas) {
    const f = (x: Tensor): Tensor => focal(x, int32([1, 1]), { gamma })
    expectClose(f(far), [0, 800], 1e-12)
    expectClose(grad((x: Tensor) => f(x).sum())(far), [0, 0, 1, -1], 1e-12)
    expectClose(
      hessian((x: Tensor) => f(x).sum())(far),
      Array.from({ length: 16 }, () => 0),
    )
  }
})

describe('softmaxCrossEntropy', () => {
  it('stays right for logits of any size', () => {
    const losses = softmaxCrossEntropy(
      float64([
        [1000, 0],
        [1000, 0],
        [-1000, -1000],
      ]),
      int32([0, 1, 0]),
    )
    expectClose(losses, [0, 1000, Math.LN2], 1e-13)
  })

  it.each([3, -1])('refuses the class number %d, which is no column', (wrong) => {
    const call = (): unknown =>
      softmaxCrossEntropy(table.softmaxCrossEntropy?.outputs ?? wide, int32([0, wrong]))
    expect(call).toThrow(RangeError)
    expect(call).toThrow(
      `softmaxCrossEntropy: targets must be class numbers from 0 to 2, one for each column of [2, 3], got ${wrong}`,
    )
  })

  it('refuses targets that are no int32, in its own name', () => {
    const call = (): unknown => softmaxCrossEntropy(wide, float64([0, 1]))
    expect(call).toThrow(DTypeError)
    expect(call).toThrow(
      'softmaxCrossEntropy: targets must be class numbers of int32, got float64; cast(targets, "int32")',
    )
  })

  it('refuses shapes other than [n, classes] and [n]', () => {
    expect(() => softmaxCrossEntropy(wide, int32([0, 0, 0]))).toThrow('got [2, 2] and [3]')
    expect(() => softmaxCrossEntropy(outputs, int32([0, 0, 0]))).toThrow(ShapeError)
    expect(() => softmaxCrossEntropy(wide, int32([[0], [0]]))).toThrow('must be [n, classes] and')
  })
})

it('binaryCrossEntropy stays right in both tails, where 1 − σ(x) rounds to 0', () => {
  const losses = binaryCrossEntropy(float64([800, 800, -800, 40, -40]), int32([1, 0, 1, 1, 0]))
  const tail = 4.248354255291589e-18
  expectClose(losses, [0, 800, 800, tail, tail])
  expect(losses.data[3]).toBeCloseTo(tail, 30)
  expect(losses.data[4]).toBeCloseTo(tail, 30)
})

describe('where a loss joins two formulas, or is at its least', () => {
  const zero = float64([0])
  /** The derivatives to third order by the outputs. */
  const orders = (loss: Loss, output: number, target: number): number[] => {
    const found: number[] = []
    let f = (x: Tensor): Tensor => loss(x, float64([target]))
    for (let order = 0; order < 3; order++) {
      const before = f
      f = (x) => {
        const tape = new GradientTape()
        const at = identity(x)
        tape.watch(at)
        return tape.gradient(
          tape.record(() => before(at)),
          at,
          { unconnectedGradients: 'zero' },
        )
      }
      found.push(f(zero.add(output)).item())
    }
    return found
  }

  it.each<[string, Loss, output: number, target: number, number[]]>([
    ['huber at 0', huberOf(1), 0, 0, [0, 1, 0]],
    ['huber near 0', huberOf(1), 1e-9, 0, [1e-9, 1, 0]],
    ['huber, of another delta and target', huberOf(0.25), 3, 3, [0, 1, 0]],
    ['huber at delta', huberOf(0.5), 0.5, 0, [0.5, 1, 0]],
    ['huber at −delta', huberOf(0.5), -0.5, 0, [-0.5, 1, 0]],
    ['huber beyond delta', huberOf(0.5), -2, 0, [-0.5, 0, 0]],
    ['squaredError', squaredError, 1, 1, [0, 2, 0]],
    ['absoluteError', absoluteError, 1, 1, [0, 0, 0]],
    ['binaryCrossEntropy, true', binaryCrossEntropy, 0, 1, [-0.5, 0.25, 0]],
    ['binaryCrossEntropy, false', binaryCrossEntropy, 0, 0, [0.5, 0.25, 0]],
    ['binaryCrossEntropy, between', binaryCrossEntropy, 0, 0.5, [0, 0.25, 0]],
  ])('%s', (_, loss, output, target, expected) => {
    expectClose(float64(orders(loss, output, target)), expected, 1e-15)
  })

  it('softmaxCrossEntropy of equal logits has the Hessian diag(p) − p pᵀ', () => {
    const f = (x: Tensor): Tensor => softmaxCrossEntropy(x, int32([1])).sum()
    const third = 1 / 3
    expectClose(
      hessian(f)(float64([[2, 2, 2]])),
      [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => (i === j ? third : 0) - third * third)),
      1e-15,
    )
  })
})

it.each([0, -1, Number.NaN])('huber refuses the delta %d', (delta) => {
  expect(() => huberOf(delta)(outputs, targets)).toThrow(
    'huber: delta must be a finite number above 0',
  )
})

describe('focal with alpha', () => {
  const targets = int32([0, 1])
  it('weighs the second of two classes by it, and the first by the rest', () => {
    const plain = focal(wide, targets)
    expectClose(focal(wide, targets, { alpha: 0.25 }), plain.mul(float64([0.75, 0.25])), 1e-15)
    expect(focal(wide, targets, { alpha: 'none' }).data).toEqual(plain.data)
  })

  it('goes with labelSmoothing: each class has its weight', () => {
    const loss: Loss = (x, t) => focal(x, t, { alpha: 0.25 })
    const ofClass = (index: number): Tensor => loss(wide, int32([index, index]))
    const expected = loss(wide, targets)
      .mul(0.8)
      .add(ofClass(0).add(ofClass(1)).mul(0.1))
    expectClose(labelSmoothing(0.2)(loss)(wide, targets), expected, 1e-14)
  })

  it('is for two classes', () => {
    expect(() => focal(zeros([2, 3], { dtype: 'float64' }), targets, { alpha: 0.25 })).toThrow(
      'focal: alpha must be "none" unless there are two classes, got 3',
    )
  })
})

describe('klDivergence', () => {
  const targets = float64([
    [0.5, 0.5],
    [1, 0],
  ])
  it('is cross-entropy where targets are certain, and 0 where outputs are right', () => {
    const [, certain] = klDivergence(wide, targets).data
    expect(certain).toBeCloseTo(softmaxCrossEntropy(wide, int32([0, 0])).data[1] ?? 0, 14)
    expectClose(klDivergence(float64([[3, 3]]), float64([[0.5, 0.5]])), [0], 1e-15)
  })
})

describe('cosineDistance', () => {
  it('does not go by lengths, and is flat at 0', () => {
    const f = (x: Tensor): Tensor => cosineDistance(x, float64([[2, 0]])).sum()
    expectClose(f(float64([[-7, 0]])), [2], 1e-15)
    expectClose(f(float64([[0, 0]])), [1])
    expectClose(grad(f)(float64([[0, 0]])), [0, 0])
  })
})

describe('losses of pairs', () => {
  const one = float64([[1, 2]])
  it.each([
    ['contrastive', contrastive],
    ['triplet', triplet],
  ])('%s is 0 for a batch of one, and smooth where examples of a class coincide', (_, loss) => {
    expectClose(loss(one, int32([4])), [0])
    const same = float64([
      [1, 2],
      [1, 2],
      [1, 2.5],
    ])
    const f = (x: Tensor): Tensor => loss(x, int32([0, 0, 1])).sum()
    expect([...grad(f)(same).data, ...hessian(f)(same).data].every(Number.isFinite)).toBe(true)
  })
})

describe.each([
  ['klDivergence', klDivergence, 'outputs and targets must both be [n, classes]'],
  ['cosineDistance', cosineDistance, 'outputs and targets must both be [n, ...]'],
  ['contrastive', contrastive, 'outputs must be [n, ...] and targets class numbers, int32 [n]'],
  ['triplet', triplet, 'outputs must be [n, ...] and targets class numbers, int32 [n]'],
])('%s', (name, loss, words) => {
  it('refuses other shapes and dtypes, in its own name', () => {
    const call = (): unknown => loss(wide, float64([1, 2, 3]))
    expect(call).toThrow(ShapeError)
    expect(call).toThrow(`${name}: ${words}`)
    expect(() => loss(zeros([2, 2], { dtype: 'int32' }), int32([0, 1]))).toThrow(
      `${name}: outputs must be float32 or float64`,
    )
  })
})

it.each(known.map((definition) => [definition.name, definition] as const))(
  '%s of outputs that are not numbers is not a number',
  (_, { make, outputs: kind, example }) => {
    const targets = hasClassTargets(kind) ? int32(example.targets) : float64(example.targets)
    const nothing = float64(example.outputs).mul(Number.NaN)
    expect(make(example.options)(nothing, targets).data.some(Number.isNaN)).toBe(true)
  },
)

it('focal of a single class is 0, without gamma too', () => {
  for (const gamma of [0, 2])
    expect(focal(float64([[2], [-3]]), int32([0, 0]), { gamma }).data).toEqual(
      Float64Array.of(0, 0),
    )
})

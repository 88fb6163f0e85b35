import {
  compile,
  DTypeError,
  GradientError,
  GradientTape,
  oneHot,
  Rng,
  type Tensor,
  tensor,
} from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { squaredError } from '../losses/squared-error.ts'
import { maskOfLengths } from '../modules/mask-of-lengths.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { jacobian } from '../penalties/jacobian.ts'
import { Dense } from './dense.ts'
import { Embedding } from './embedding.ts'
import { GlobalAveragePool } from './global-average-pool.ts'

const rng = new Rng(4)
const layer = new Embedding({ indices: 5, units: 3, rng, dtype: 'float64' })
const codes = [
  [4, 0, 4],
  [1, 4, 2],
]

it.each([
  ['int32', int32(codes)],
  ['float32', tensor(codes)],
  ['float64', float64(codes)],
])('gives the rows of the table at indices of %s', (_, x) => {
  const rows = layer.table.value.toArray()
  const wanted = codes.map((line) => line.map((code) => Reflect.get(Object(rows), code)))
  expect(layer.call(x).toArray()).toEqual(wanted)
})

it('puts the rows of the last axis side by side', () => {
  const joined = new Embedding({ indices: 5, units: 3, concatenates: true, rng, dtype: 'float64' })
  const x = int32([codes, codes])
  expect(joined.call(x).toArray()).toEqual(layer.call(x).reshape([2, 2, 9]).toArray())
  expect(joined.maskRule).toBe('kept')
  const { outputShape } = Embedding.definition.make({ indices: 5, units: 3, concatenates: true })
  expect(outputShape([2, 3])).toEqual([2, 9])
  expect(() => outputShape([])).toThrow('inputs must be [n, ..., k] to concatenate k rows, got [n]')
})

/** What a function of the table gives, its derivative, and that of the derivative’s square. */
function derivatives(f: () => Tensor) {
  const tape = new GradientTape({ persistent: true })
  return tape.record(() => {
    const y = f()
    const slope = tape.gradient(y.sin().sum(), layer.table)
    return { y, slope, penalised: tape.gradient(slope.square().sum(), layer.table) }
  })
}

it('has the derivatives of one-hot rows times the table, of the second order too', () => {
  const x = int32(codes)
  const eager = derivatives(() => layer.call(x))
  const wanted = derivatives(() => oneHot(x, 5, { dtype: 'float64' }).matmul(layer.table))
  for (const [name, numbers] of Object.entries(contents(wanted)))
    expectClose(Reflect.get(eager, name), float64(numbers.values), 1e-14)
  const compiled = compile((indices: Tensor) => derivatives(() => layer.call(indices)))
  expect(contents(compiled(x))).toEqual(contents(eager))
})

describe('what is no index', () => {
  const compiled = compile((x: Tensor) => layer.call(x))

  it.each([5, -1, 1.5, -0.25, Number.NaN, Number.POSITIVE_INFINITY, 1e10])(
    '%d is a named error, also compiled',
    (wrong) => {
      const x = float64([[0, wrong]])
      expect(() => layer.call(x)).toThrow(RangeError)
      expect(() => layer.call(x)).toThrow(
        `Embedding: x must hold whole numbers from 0 to 4, rows of the table, got ${wrong}`,
      )
      expect(() => compiled(x)).toThrow(RangeError)
      expect(() => compiled(x)).toThrow('gather: an index lies outside of the axis it counts')
    },
  )

  it('may stand in padding', () => {
    const mask = maskOfLengths(int32([1, 3]), 3)
    const padded = float64([
      [4, 99, -0.5],
      [1, 4, 2],
    ])
    const mode = { training: false, mask } as const
    const first = layer.call(padded, mode).slice([0, 0])
    const row = layer.call(int32([4])).slice([0])
    expect(first.toArray()).toEqual(row.toArray())
    const mean = new Sequential([layer, new GlobalAveragePool({ over: 'steps' })])
    expect(mean.call(padded, mode).slice([0]).toArray()).toEqual(first.toArray())
  })

  it('is a boolean', () => {
    expect(() => layer.call(tensor([true]))).toThrow(DTypeError)
  })
})

it.each([
  ['inputGradient', inputGradient()],
  ['jacobian', jacobian()],
])('a penalty on a derivative by indices, %s, is a named error and no zero', (_, penalty) => {
  const model = new Sequential([
    layer,
    new GlobalAveragePool({ over: 'steps' }),
    new Dense(3, 1, { rng, dtype: 'float64' }),
  ])
  const evaluate = objective({
    model,
    loss: squaredError,
    penalties: { p: { penalty, weight: 1 } },
  })
  const targets = float64([[0], [1]])
  const mode = { training: true, rng } as const
  expect(() => evaluate(float64(codes), targets, mode)).toThrow(GradientError)
  expect(() => evaluate(float64(codes), targets, mode)).toThrow(
    'the outputs must depend on the inputs in a way that has a derivative, and do not; by indices, such as those of an embedding, nothing is differentiated',
  )
  expect(() => evaluate(int32(codes), targets, mode)).toThrow(DTypeError)
})

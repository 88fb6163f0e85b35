import { compile, Rng, softmax, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import type { Columns } from '../evaluation/columns.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { ExampleLayout } from '../evaluation/example-layout.ts'
import { Dense } from '../layers/dense.ts'
import { Flatten } from '../layers/flatten.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { contractive } from './contractive.ts'
import { crossLipschitz } from './cross-lipschitz.ts'
import { inputGradient } from './input-gradient.ts'
import { isometry } from './isometry.ts'
import { jacobian } from './jacobian.ts'
import { jacobianSpectral } from './jacobian-spectral.ts'
import { lipschitz } from './lipschitz.ts'
import { monotone } from './monotone.ts'
import type { Penalty } from './penalty.ts'
import { rightReasons } from './right-reasons.ts'
import { sobolev } from './sobolev.ts'

const rng = new Rng(11)
const mode = { training: true, rng } as const
const inputs = rng.split('inputs').normal([4, 2], { dtype: 'float64' })
const layout: ExampleLayout = {
  inputs: { age: { elements: [0], scale: 4 }, dose: { elements: [1], scale: 0.5 } },
  targetScale: 10,
}

const network = (outputs: number): Sequential =>
  new Sequential([
    new Dense(2, 5, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dense(5, outputs, { rng: rng.split('second'), dtype: 'float64' }),
  ])

function penaltyValue(
  penalty: Penalty,
  { outputs, loss, columns = {} }: { outputs: number; loss: Loss; columns?: Columns },
): number {
  const terms = { term: { penalty, weight: 1 } }
  const step = objective({ model: network(outputs), loss, layout, penalties: terms })
  const targets =
    loss === squaredError ? float64([[1], [0], [2], [0]]) : int32([0, 1, outputs - 1, 0])
  return step(inputs, targets, mode, 0, { columns }).penalties.term?.item() ?? Number.NaN
}

/** What the network gives for the example of a row, with its columns moved by distances in the units of the table. */
function outputAt(outputs: number, row: number, moved: readonly number[]): Tensor {
  const [age = 0, dose = 0] = moved
  const x = inputs.slice([{ start: row, stop: row + 1 }]).add(float64([[age / 4, dose / 0.5]]))
  return network(outputs).call(x, { training: false })
}

/** In the units of the table, by central differences. */
function slope(of: (moved: readonly number[]) => number, column: number): number {
  const h = 1e-5
  const step = [0, 1].map((each) => (each === column ? h : 0))
  return (of(step) - of(step.map((value) => -value))) / (2 * h)
}

const rows = [0, 1, 2, 3]
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const square = (value: number): number => value * value

/** 10 times the output: the target in the units of the table. */
const targetAt =
  (row: number) =>
  (moved: readonly number[]): number =>
    10 * outputAt(1, row, moved).item()

describe('monotone', () => {
  it('counts slopes against the sign, and those less steep than they must be', () => {
    const wanted = rows.map((row) => {
      const [byAge, byDose] = [slope(targetAt(row), 0), slope(targetAt(row), 1)]
      // One of the inputs is 4 of age and 0.5 of dose, one of the outputs 10 of the target.
      const misses = [(0.3 - byAge) * (4 / 10), (0.3 + byDose) * (0.5 / 10)]
      return misses.reduce((sum, miss) => sum + square(Math.max(0, miss)), 0)
    })
    const penalty = monotone({ columns: { age: 1, dose: -1 }, leastSlope: 0.3 })
    expect(penaltyValue(penalty, { outputs: 1, loss: squaredError })).toBeCloseTo(mean(wanted), 8)
  })

  it('may be of the probability of a class, whose slope has the sign of that of its logarithm', () => {
    const wanted = rows.map((row) => {
      const logarithm = (moved: readonly number[]): number =>
        softmax(outputAt(3, row, moved))
          .slice([0, 2])
          .log()
          .item()
      return square(Math.max(0, -slope(logarithm, 1) * 0.5))
    })
    const penalty = monotone({ columns: { dose: 1 }, output: 2, probability: true })
    expect(penaltyValue(penalty, { outputs: 3, loss: softmaxCrossEntropy })).toBeCloseTo(
      mean(wanted),
      8,
    )
  })
})

describe('sobolev', () => {
  const columns = {
    byAge: float64([1, -2, 0.5, 3]),
    byDose: float64([0, 1, 2, -1]),
    byBoth: float64([0.3, 0.1, -2, 1]),
    twiceByDose: float64([4, -3, 2, 1]),
  }

  it('compares derivatives in the units of the table, whatever the inputs were divided by', () => {
    const told = (name: keyof typeof columns, row: number): number => columns[name].data[row] ?? 0
    const wanted = rows.map((row) => {
      const by = (column: number) => (moved: readonly number[]) =>
        slope((other) => targetAt(row)(other.map((value, i) => value + (moved[i] ?? 0))), column)
      const misses = [
        (slope(targetAt(row), 0) - told('byAge', row)) * (4 / 10),
        (slope(targetAt(row), 1) - told('byDose', row)) * (0.5 / 10),
        (slope(by(0), 1) - told('byBoth', row)) * ((4 * 0.5) / 10),
        (slope(by(1), 1) - told('twiceByDose', row)) * ((0.5 * 0.5) / 10),
      ]
      return misses.reduce((sum, miss) => sum + square(miss), 0)
    })
    const penalty = sobolev({
      targets: {
        byAge: 'age',
        byDose: ['dose'],
        byBoth: ['age', 'dose'],
        twiceByDose: ['dose', 'dose'],
      },
    })
    const value = penaltyValue(penalty, { outputs: 1, loss: squaredError, columns })
    expect(value).toBeCloseTo(mean(wanted), 4)
  })

  it('is of one or two derivatives', () => {
    expect(() => sobolev({ targets: { third: [0, 0, 0] } })).toThrow(
      'sobolev: targets must be first or second derivatives, got 3 inputs for "third"; name one or two',
    )
  })
})

describe('rightReasons', () => {
  it('takes a mask [n, 1] for one of rows, also of images of as many rows of pixels', () => {
    const source = new Rng(8)
    const inputs = source.split('images').normal([3, 1, 3, 2])
    const model = new Sequential([new Flatten(), new Dense(6, 2, { rng: source })])
    const [loss, targets] = [softmaxCrossEntropy, int32([0, 1, 1])]
    const penaltyWith = (decoy: Tensor): number =>
      evaluateBatch(
        { model, loss, inputs, targets, columns: { decoy } },
        rightReasons({ mask: 'decoy' }),
      ).item()
    expect(penaltyWith(float64([[1], [0], [0]]))).toBe(penaltyWith(float64([1, 0, 0])))
  })

  it('is, by hand, the squares of what must not matter', () => {
    const wanted = (counts: (row: number, column: number) => number): number =>
      mean(
        rows.map((row) => {
          const logarithms = (moved: readonly number[]): number =>
            softmax(outputAt(3, row, moved))
              .log()
              .sum()
              .item()
          const [byAge, byDose] = [slope(logarithms, 0) * 4, slope(logarithms, 1) * 0.5]
          return square(counts(row, 0) * byAge) + square(counts(row, 1) * byDose)
        }),
      )
    const columns = {
      decoy: float64([1, 0, 1, 0]),
      whole: float64([
        [1, 0],
        [0, 0],
        [0, 2],
        [0, 0],
      ]),
    }
    const value = (penalty: Penalty): number =>
      penaltyValue(penalty, { outputs: 3, loss: softmaxCrossEntropy, columns })
    expect(value(rightReasons())).toBeCloseTo(
      wanted(() => 1),
      6,
    )
    expect(value(rightReasons({ columns: 'dose' }))).toBeCloseTo(
      wanted((_, column) => column),
      6,
    )
    expect(value(rightReasons({ columns: ['age'], mask: 'decoy' }))).toBeCloseTo(
      wanted((row, column) => Number(row % 2 === 0 && column === 0)),
      6,
    )
    expect(value(rightReasons({ mask: 'whole' }))).toBeCloseTo(
      wanted((row, column) => columns.whole.data[2 * row + column] ?? 0),
      6,
    )
  })

  it('turns a classifier from one of two columns that tell the class alike', () => {
    const labels = int32([0, 1, 0, 1, 0, 1])
    const x = float64([-1, 1, -1, 1, -1, 1].map((value) => [value, value]))
    const trained = (weight: number): number[] => {
      const model = new Dense(2, 2, { rng: rng.split('decoy'), dtype: 'float64' })
      const penalties = { reasons: { penalty: rightReasons({ columns: 1 }), weight } }
      const step = objective({ model, loss: softmaxCrossEntropy, penalties })
      const optimizer = new Optimizer(adam({ learningRate: 0.05 }), model.variables())
      const train = compile(() => optimizer.apply(step(x, labels, mode).gradients))
      for (let number = 0; number < 100; number++) train()
      const [age = 0, ageToo = 0, dose = 0, doseToo = 0] = model.kernel.value.data
      return [ageToo - age, doseToo - dose]
    }
    const [, plainDose = 0] = trained(0)
    const [age = 0, dose = 1] = trained(10)
    expect(plainDose).toBeGreaterThan(1)
    expect(age).toBeGreaterThan(1)
    expect(Math.abs(dose)).toBeLessThan(0.1)
  })
})

it('jacobian counts the derivatives by chosen columns alone', () => {
  const value = (columns: string | readonly string[]): number =>
    penaltyValue(jacobian({ projections: 'all', columns }), {
      outputs: 3,
      loss: softmaxCrossEntropy,
    })
  expect(value('age') + value('dose')).toBeCloseTo(value(['age', 'dose']), 12)
  expect(value('age')).toBeGreaterThan(0)
})

it('inputGradient counts the derivatives by chosen columns alone', () => {
  const ofBoth = penaltyValue(inputGradient(), { outputs: 1, loss: squaredError })
  const ofOne = (column: string | number): number =>
    penaltyValue(inputGradient({ columns: column }), { outputs: 1, loss: squaredError })
  expect(ofOne('age') + ofOne('dose')).toBeCloseTo(ofBoth, 10)
  expect(ofOne('age')).toBe(ofOne(0))
})

describe('columns', () => {
  /** The squared lengths of the derivatives of both outputs by the dose, and of their difference. */
  const bySquares = rows.map((row) => {
    const [first, second] = [0, 1].map((output) =>
      slope((moved) => outputAt(2, row, moved).slice([{}, output]).item(), 1),
    )
    // One of the inputs is half a unit of the dose.
    const [a, b] = [(first ?? 0) / 2, (second ?? 0) / 2]
    return { both: square(a) + square(b), apart: square(a - b) }
  })
  const lengths = bySquares.map(({ both }) => Math.sqrt(both))
  const columns = 'dose'
  it.each([
    [
      'contractive',
      contractive({ of: 'outputs', columns }),
      mean(bySquares.map(({ both }) => both)),
    ],
    ['crossLipschitz', crossLipschitz({ columns }), mean(bySquares.map(({ apart }) => apart / 2))],
    ['lipschitz', lipschitz({ bound: 0, columns }), mean(bySquares.map(({ both }) => both))],
    ['jacobianSpectral', jacobianSpectral({ columns }), mean(lengths)],
    ['jacobianSpectral', jacobianSpectral({ columns, iterations: 'exact' }), mean(lengths)],
    ['isometry', isometry({ columns }), mean(lengths.map((length) => square(length - 1)))],
  ])('of %s say by which inputs derivatives count', (_, penalty, wanted) => {
    expect(penaltyValue(penalty, { outputs: 2, loss: softmaxCrossEntropy })).toBeCloseTo(wanted, 8)
  })
})

import { concat, Rng, type Tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Module } from '../modules/module.ts'
import { objective } from '../objective/objective.ts'
import { conservativeField } from './conservative-field.ts'
import { convexity } from './convexity.ts'
import { denoisingScoreMatching } from './denoising-score-matching.ts'
import { divergenceFree } from './divergence-free.ts'
import { eikonal } from './eikonal.ts'
import { hessianPenalty } from './hessian-penalty.ts'
import { interactions } from './interactions.ts'
import { isometry } from './isometry.ts'
import { laplacian } from './laplacian.ts'
import { orthogonalJacobian } from './orthogonal-jacobian.ts'
import { pathLength } from './path-length.ts'
import type { Penalty } from './penalty.ts'
import { scoreMatching } from './score-matching.ts'
import { slicedScoreMatching } from './sliced-score-matching.ts'
import { smoothness } from './smoothness.ts'

const rng = new Rng(4)
const draw = (name: string, shape: readonly number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const [rows, width] = [4, 3]
const inputs = draw('inputs', [rows, width])
const first = draw('first', [width, 5])

/** tanh(x · first) · second, its outputs as many as columns of `second`. */
class Network extends Module {
  readonly second: Tensor
  constructor(second: Tensor) {
    super()
    this.second = second
  }
  override call(x: Tensor): Tensor {
    return x.matmul(first).tanh().matmul(this.second)
  }
}

/** Numbers of tensor data by row and column. */
const element = (x: Tensor, row: number, column: number): number =>
  x.data[row * (x.shape[1] ?? 1) + column] ?? Number.NaN

/** Derivatives of tanh(x · first) · second, written out: f, ∂f/∂xᵢ and ∂²f/∂xᵢ∂xⱼ of output k in a row. */
function writtenOut(second: Tensor, x: Tensor = inputs) {
  const hidden = x.matmul(first).tanh()
  const over = (row: number, k: number, term: (unit: number, h: number) => number): number =>
    [0, 1, 2, 3, 4].reduce(
      (sum, unit) => sum + element(second, unit, k) * term(unit, element(hidden, row, unit)),
      0,
    )
  return {
    value: (row: number, k: number) => over(row, k, (_, h) => h),
    slope: (row: number, k: number, i: number) =>
      over(row, k, (unit, h) => (1 - h * h) * element(first, i, unit)),
    bend: (row: number, k: number, i: number, j: number) =>
      over(
        row,
        k,
        (unit, h) => -2 * h * (1 - h * h) * element(first, i, unit) * element(first, j, unit),
      ),
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
/** The mean over the rows of a function of the row. */
const meanOfRows = (of: (row: number) => number): number => sum(range(rows).map(of)) / rows
const square = (value: number): number => value * value

const columns = range(width)
const pairs = columns.flatMap((i) => columns.map((j) => [i, j] as const))
const outputs = 2
const weights = draw('second', [5, outputs])
const { bend } = writtenOut(weights)
const overOutputs = (of: (k: number) => number): number => sum(range(outputs).map(of))

const penaltyOf = (
  penalty: Penalty,
  model: Module = new Network(weights),
  x: Tensor = inputs,
  source: Rng = rng,
): Tensor => {
  const targets = model.call(x, { training: false }).mul(0)
  const batch = { model, loss: squaredError, inputs: x, targets }
  return evaluateBatch({ ...batch, mode: { training: true, rng: source } }, penalty)
}

describe('second derivatives, written out', () => {
  const smooth = meanOfRows((row) =>
    overOutputs((k) => sum(pairs.map(([i, j]) => square(bend(row, k, i, j))))),
  )
  const laplace = meanOfRows((row) =>
    overOutputs((k) => square(sum(columns.map((i) => bend(row, k, i, i))))),
  )
  const mixed = meanOfRows((row) =>
    overOutputs((k) =>
      sum(pairs.filter(([i, j]) => i < j).map(([i, j]) => square(bend(row, k, i, j)))),
    ),
  )
  const bentDown = meanOfRows((row) =>
    overOutputs((k) => sum(columns.map((i) => square(Math.max(0, -bend(row, k, i, i)))))),
  )
  const bentUp = meanOfRows((row) =>
    overOutputs((k) => sum(columns.map((i) => square(Math.max(0, bend(row, k, i, i)))))),
  )
  it.each<[string, Penalty, number]>([
    ['smoothness', smoothness({ projections: 'all' }), smooth],
    ['laplacian', laplacian(), laplace],
    ['interactions', interactions(), mixed],
    ['convexity', convexity({ projections: 'all' }), bentDown],
    ['concavity', convexity({ shape: 'concave', projections: 'all' }), bentUp],
  ])('%s', (_, penalty, wanted) => {
    expect(wanted).toBeGreaterThan(0.01)
    expectClose(penaltyOf(penalty), [wanted], 1e-12)
  })

  it('of some columns, as if the others were constant', () => {
    const some = [0, 2]
    const inner = pairs.filter(([i, j]) => some.includes(i) && some.includes(j))
    const overRows = (of: (bendOf: (i: number, j: number) => number) => number): number =>
      meanOfRows((row) => overOutputs((k) => of((i, j) => bend(row, k, i, j))))
    const table: [Penalty, number][] = [
      [
        smoothness({ columns: some, projections: 'all' }),
        overRows((of) => sum(inner.map(([i, j]) => square(of(i, j))))),
      ],
      [laplacian({ columns: some }), overRows((of) => square(of(0, 0) + of(2, 2)))],
      [interactions({ columns: some }), overRows((of) => square(of(0, 2)))],
      [convexity({ columns: 1 }), overRows((of) => square(Math.max(0, -of(1, 1))))],
      [
        convexity({ columns: some, projections: 'all' }),
        overRows((of) => sum(some.map((i) => square(Math.max(0, -of(i, i)))))),
      ],
    ]
    for (const [penalty, wanted] of table) expectClose(penaltyOf(penalty), [wanted], 1e-12)
  })

  // One row many times over, so that the mean is over as many draws; 3 standard deviations of 4,000.
  const row = inputs.slice([{ stop: 1 }])
  const many = concat(Array.from({ length: 1000 }, () => row))
  const exact = (penalty: Penalty): number => penaltyOf(penalty, new Network(weights), row).item()
  it.each<[string, Penalty, number]>([
    ['smoothness', smoothness({ projections: 4 }), exact(smoothness({ projections: 'all' }))],
    [
      'smoothness of some columns',
      smoothness({ columns: [0, 2], projections: 4 }),
      exact(smoothness({ columns: [0, 2], projections: 'all' })),
    ],
    ['laplacian', laplacian({ projections: 4 }), exact(laplacian())],
    ['interactions', interactions({ projections: 4 }), exact(interactions())],
    [
      'hessianPenalty',
      hessianPenalty({ directions: 4, reduction: 'sum' }),
      4 * exact(interactions()),
    ],
  ])('%s by random directions, on average', (_, penalty, wanted) => {
    const got = penaltyOf(penalty, new Network(weights), many).item()
    expect(Math.abs(got / wanted - 1)).toBeLessThan(0.15)
    expect(Math.abs(got / wanted - 1)).toBeGreaterThan(1e-9)
  })
})

describe('hessianPenalty', () => {
  it('is the largest variance over the outputs of an example, or their mean or sum', () => {
    const [largest, mean, whole] = (['max', 'mean', 'sum'] as const).map((reduction) =>
      penaltyOf(hessianPenalty({ reduction })).item(),
    )
    expect(whole).toBeCloseTo(outputs * (mean ?? 0), 12)
    expect(largest).toBeLessThan(whole ?? 0)
    expect(largest).toBeGreaterThan(mean ?? 0)
  })

  it('divides by ε² in finite differences alone', () => {
    const { differenceDivisor } = hessianPenalty.definition
    expect(differenceDivisor?.({ estimator: 'finiteDifference', step: 0.5 })).toBe(0.25)
    expect(differenceDivisor?.({ step: 0.5 })).toBeUndefined()
  })

  it('by finite differences tends to the exact one as h²', () => {
    const exact = penaltyOf(hessianPenalty()).item()
    const [coarse = 0, fine = 0] = [0.02, 0.01].map(
      (step) =>
        penaltyOf(hessianPenalty({ estimator: 'finiteDifference', step })).item() / exact - 1,
    )
    expect(coarse).not.toBe(0)
    expect(Math.abs(coarse)).toBeLessThan(0.01)
    expect(coarse / fine).toBeCloseTo(4, 1)
  })
})

describe('a field, its Jacobian written out', () => {
  const weights = draw('field', [5, width])
  const field = new Network(weights)
  const { value, slope } = writtenOut(weights)
  const trace = (row: number): number => sum(columns.map((i) => slope(row, i, i)))
  const squares = (row: number): number => sum(columns.map((k) => square(value(row, k))))
  const rotation = meanOfRows(
    (row) => sum(pairs.map(([i, j]) => square(slope(row, i, j) - slope(row, j, i)))) / 2,
  )
  const divergence = meanOfRows((row) => square(trace(row)))
  /** (JᵀJ)ᵢⱼ. */
  const product = (row: number, i: number, j: number): number =>
    sum(columns.map((k) => slope(row, k, i) * slope(row, k, j)))
  const angles = meanOfRows((row) =>
    sum(pairs.filter(([i, j]) => i !== j).map(([i, j]) => square(product(row, i, j)))),
  )
  const hyvarinen = meanOfRows((row) => trace(row) + squares(row) / 2)

  it.each<[string, Penalty, number]>([
    ['conservativeField', conservativeField(), rotation],
    ['divergenceFree', divergenceFree(), divergence],
    ['orthogonalJacobian', orthogonalJacobian({ projections: 'all' }), angles],
    ['scoreMatching', scoreMatching(), hyvarinen],
  ])('%s', (_, penalty, wanted) => {
    expectClose(penaltyOf(penalty, field), [wanted], 1e-12)
  })

  const row = inputs.slice([{ stop: 1 }])
  const many = concat(Array.from({ length: 1000 }, () => row))
  it.each<[string, Penalty, Penalty]>([
    ['conservativeField', conservativeField({ projections: 4 }), conservativeField()],
    ['divergenceFree', divergenceFree({ projections: 4 }), divergenceFree()],
    [
      'orthogonalJacobian',
      orthogonalJacobian({ projections: 4 }),
      orthogonalJacobian({ projections: 'all' }),
    ],
    ['scoreMatching', scoreMatching({ projections: 4 }), scoreMatching()],
    ['slicedScoreMatching', slicedScoreMatching({ projections: 4 }), scoreMatching()],
    [
      'slicedScoreMatching of the square along v',
      slicedScoreMatching({ projections: 4, varianceReduced: false }),
      scoreMatching(),
    ],
  ])('%s by random directions, on average', (_, penalty, exact) => {
    const ratio = penaltyOf(penalty, field, many).item() / penaltyOf(exact, field, row).item()
    expect(Math.abs(ratio - 1)).toBeLessThan(0.15)
    expect(Math.abs(ratio - 1)).toBeGreaterThan(1e-9)
  })

  it('denoisingScoreMatching is the same for noise that is known', () => {
    const [deviation, source] = [0.3, new Rng(1)]
    // The source of the penalty outside of an objective is that of evaluateBatch.
    const z = source.split('penalties').split('evaluateBatch').normal([rows, width], {
      dtype: 'float64',
    })
    const noisy = writtenOut(weights, inputs.add(z.mul(deviation)))
    const wanted = meanOfRows((row) =>
      sum(columns.map((k) => square(noisy.value(row, k) + element(z, row, k) / deviation) / 2)),
    )
    for (const [timesVariance, scale] of [
      [false, 1],
      [true, deviation * deviation],
    ] as const)
      expectClose(
        penaltyOf(
          denoisingScoreMatching({ standardDeviation: deviation, timesVariance }),
          field,
          inputs,
          source,
        ),
        [wanted * scale],
        1e-12,
      )
  })

  it('isometry is 0 for a rotation, and for its inverse', () => {
    const turn = new (class extends Module {
      override call(x: Tensor): Tensor {
        const [a, b] = [x.slice([{}, { stop: 1 }]), x.slice([{}, { start: 1 }])]
        return concat([a.mul(0.6).sub(b.mul(0.8)), a.mul(0.8).add(b.mul(0.6))], 1)
      }
    })()
    for (const side of ['decoder', 'encoder'] as const) {
      const penalty = isometry({ side, projections: 3 })
      expectClose(penaltyOf(penalty, turn, draw('plane', [rows, 2])), [0], 1e-12)
      expect(penaltyOf(penalty, field).item()).toBeGreaterThan(0.01)
    }
  })
})

describe('one output, its gradient written out', () => {
  const weights = draw('distance', [5, 1])
  const model = new Network(weights)
  const { slope } = writtenOut(weights)
  const lengthOf = (row: number): number => Math.hypot(...columns.map((i) => slope(row, 0, i)))

  it('eikonal', () => {
    const wanted = meanOfRows((row) => square(lengthOf(row) - 1))
    expectClose(penaltyOf(eikonal(), model), [wanted], 1e-12)
    expect(penaltyOf(eikonal({ standardDeviation: 0.1 }), model).item()).not.toBeCloseTo(wanted, 6)
  })

  it('pathLength remembers a mean length, through which no derivative passes', () => {
    const scale = new Variable(draw('scale', []), { name: 'scale' })
    const scaled = new (class extends Module {
      readonly scale = scale
      override call(x: Tensor): Tensor {
        return model.call(x).mul(scale)
      }
    })()
    const evaluate = objective({
      model: scaled,
      loss: (y) => y.mul(scale).mul(0).sum(1),
      penalties: { path: { penalty: pathLength({ decay: 0.75 }), weight: 1 } },
      rng,
    })
    let average = 0
    for (const step of [0, 1, 2]) {
      const source = rng.split(step)
      const mode = { training: true, rng: source } as const
      const y = source.split('penalties').split('path').normal([rows, 1], { dtype: 'float64' })
      const factor = (row: number): number => Math.abs(element(y, row, 0)) * lengthOf(row)
      const s = Math.abs(scale.value.item())
      const before = average
      const { penalties, gradients } = evaluate(inputs, inputs, mode, step)
      average = 0.75 * before + 0.25 * meanOfRows((row) => factor(row) * s)
      const off = (row: number): number => factor(row) * s - average
      expect(penalties.path?.item()).toBeCloseTo(
        meanOfRows((row) => square(off(row))),
        6,
      )
      const slopeByScale =
        meanOfRows((row) => 2 * off(row) * factor(row)) * Math.sign(scale.value.item())
      expect(gradients.scale?.item()).toBeCloseTo(slopeByScale, 6)
    }
    expect(evaluate.state()['path.average']?.item()).toBeCloseTo(average, 6)
  })
})

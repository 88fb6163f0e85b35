import { argmax, eye, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { type Jacobian, meanOf, squaresOf, sumOf } from '../../testing/jacobians-of.ts'
import {
  batchOf,
  classes,
  columnsOf,
  draw,
  type FittedProblem,
  hiddenJacobians,
  inputs,
  lossGradients,
  outputJacobians,
  ownSource,
  rng,
  values,
} from '../../testing/problems-of-three-inputs.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { attributionPrior } from './attribution-prior.ts'
import { curvature } from './curvature.ts'
import { imageTangents } from './image-tangents.ts'
import { jacobianSpectral } from './jacobian-spectral.ts'
import { largeMargin } from './large-margin.ts'
import { learntTangents } from './learnt-tangents.ts'
import { localLinearity } from './local-linearity.ts'
import type { Penalty } from './penalty.ts'
import { saliencyVariation } from './saliency-variation.ts'
import { tangentProp } from './tangent-prop.ts'

type Vector = readonly number[]

const dot = (a: Vector, b: Vector): number => sumOf(a.map((v, j) => v * (b[j] ?? 0)))
const minus = (a: Vector, b: Vector): Vector => a.map((v, j) => v - (b[j] ?? 0))
const product = (rows: Jacobian, v: Vector): Vector => rows.map((row) => dot(row, v))
const scaled = (a: Vector, factor: number): Vector => a.map((v) => v * factor)
const unit = (a: Vector): Vector => scaled(a, 1 / Math.sqrt(squaresOf(a)))
const rowsOf = (x: Tensor): readonly Vector[] => {
  const [n = 0] = x.shape
  const width = x.size / n
  return Array.from({ length: n }, (_, i) => Array.from(x.data).slice(i * width, (i + 1) * width))
}

/** The right singular vector of the largest value. */
function leading(rows: Jacobian): Vector {
  let v: Vector = unit(rows[0] ?? [])
  for (let iteration = 0; iteration < 500; iteration++)
    v = unit(product(columnsOf(rows), product(rows, v)))
  return v
}

/** z of the curvature for the weights as they are. */
const directions = (problem: FittedProblem, by: 'sign' | 'gradient'): readonly Vector[] =>
  lossGradients(problem).map((row) => unit(by === 'sign' ? row.map(Math.sign) : row))

/** mean ‖∇L(x + h z) − ∇L(x)‖² for the weights as they are. */
function curvatureAlong(problem: FittedProblem, z: readonly Vector[], h: number): number {
  const further = lossGradients(problem, inputs.add(float64(z).mul(h)))
  return meanOf(lossGradients(problem).map((row, i) => squaresOf(minus(further[i] ?? [], row))))
}

/** mean ‖J t‖² for directions of each example. */
const movedAlong = (problem: FittedProblem, t: readonly Vector[]): number =>
  meanOf(outputJacobians(problem).map((rows, i) => squaresOf(product(rows, t[i] ?? []))))

/** The attributions of a sample as the penalty draws it. */
function attributionsOf(problem: FittedProblem, sample: number): readonly Vector[] {
  const source = ownSource.split(sample)
  const options = { dtype: 'float64' } as const
  const lots = source
    .split('pairs')
    .uniform([4, 4], options)
    .sub(eye(4, { dtype: 'float64' }))
  const others = inputs.gather(argmax(lots, 1))
  const between = others.add(
    inputs.sub(others).mul(source.split('shares').uniform([4, 1], options)),
  )
  const slopes = lossGradients(problem, between)
  return rowsOf(inputs.sub(others)).map((row, i) => row.map((v, j) => v * (slopes[i]?.[j] ?? 0)))
}

const variationOf = ([a = 0, b = 0, c = 0]: Vector): number => Math.abs(b - a) + Math.abs(c - b)

const cases: readonly [name: string, penalty: Penalty, problem: FittedProblem, wanted: number][] = [
  [
    'jacobianSpectral, exact',
    jacobianSpectral({ iterations: 'exact' }),
    classes,
    meanOf(
      outputJacobians(classes).map((rows) => Math.sqrt(squaresOf(product(rows, leading(rows))))),
    ),
  ],
  [
    'jacobianSpectral by power iteration, of a layer, squared',
    jacobianSpectral({ iterations: 40, of: 'layers.0', squared: true }),
    values,
    meanOf(hiddenJacobians(values).map((rows) => squaresOf(product(rows, leading(rows))))),
  ],
  [
    'curvature by the sign',
    curvature({ step: 0.3 }),
    classes,
    curvatureAlong(classes, directions(classes, 'sign'), 0.3),
  ],
  [
    'curvature by the gradient',
    curvature({ step: 0.3, direction: 'gradient' }),
    values,
    curvatureAlong(values, directions(values, 'gradient'), 0.3),
  ],
  ...([1, 2, 'infinity'] as const).map((p): (typeof cases)[number] => [
    `largeMargin in the norm ${p}`,
    largeMargin({ margin: 0.7, p, classes: p === 1 ? 'nearest' : 'all' }),
    classes,
    meanOf(
      outputJacobians(classes).map((rows, i) => {
        const label = classes.targets.data[i] ?? 0
        const outputs = rowsOf(classes.model.call(inputs, { training: false }))[i] ?? []
        const missing = rows.flatMap((row, k) => {
          const slopes = minus(row, rows[label] ?? []).map(Math.abs)
          const dual = {
            1: Math.max(...slopes),
            2: Math.sqrt(squaresOf(slopes)),
            infinity: sumOf(slopes),
          }
          const lead = (outputs[k] ?? 0) - (outputs[label] ?? 0)
          return k === label ? [] : [Math.max(0, 0.7 + lead / dual[p])]
        })
        return p === 1 ? Math.max(...missing) : sumOf(missing)
      }),
    ),
  ]),
  [
    'imageTangents of series',
    imageTangents(),
    values,
    movedAlong(
      values,
      rowsOf(inputs).map(([a = 0, b = 0, c = 0]) => [(b - a) / 2, (c - a) / 2, (c - b) / 2]),
    ),
  ],
  [
    'learntTangents',
    learntTangents(),
    values,
    movedAlong(values, hiddenJacobians(values).map(leading)),
  ],
  [
    'saliencyVariation',
    saliencyVariation(),
    classes,
    meanOf(lossGradients(classes).map(variationOf)),
  ],
  [
    'attributionPrior, smooth',
    attributionPrior({ prior: 'smooth' }),
    classes,
    meanOf(attributionsOf(classes, 0).map(variationOf)),
  ],
  [
    'attributionPrior, sparse, of two samples',
    attributionPrior({ samples: 2 }),
    classes,
    (() => {
      const [first, second] = [attributionsOf(classes, 0), attributionsOf(classes, 1)]
      const means = columnsOf(
        first.map((row, i) => row.map((v, j) => Math.abs(v + (second[i]?.[j] ?? 0)) / 2)),
      ).map((column) => meanOf(column))
      const differences = means.flatMap((a) => means.map((b) => Math.abs(a - b)))
      return 1 - sumOf(differences) / (2 * 3 * sumOf(means))
    })(),
  ],
]

it.each(cases)('%s is its definition, by finite differences', (_, penalty, problem, wanted) => {
  expectClose(evaluateBatch(batchOf(problem), penalty), [wanted], 1e-8)
})

it('tangentProp goes along columns in the units of the table', () => {
  const columns = { right: draw('right', [4]), up: draw('up', [4]) }
  const layout = { inputs: { a: { elements: [0], scale: 2 }, c: { elements: [2] } } }
  const penalty = tangentProp({ direction: { a: 'right', c: 'up' } })
  const t = Array.from(columns.right.data, (v, i) => [v / 2, 0, columns.up.data[i] ?? 0])
  const value = evaluateBatch({ ...batchOf(values), columns, layout }, penalty)
  expectClose(value, [movedAlong(values, t)], 1e-9)
})

describe('what is held constant', () => {
  const frozen: readonly [name: string, Penalty, FittedProblem, () => number][] = [
    (() => {
      const z = directions(classes, 'sign')
      return ['curvature', curvature({ step: 0.3 }), classes, () => curvatureAlong(classes, z, 0.3)]
    })(),
    (() => {
      const u = hiddenJacobians(values).map(leading)
      return ['learntTangents', learntTangents(), values, () => movedAlong(values, u)]
    })(),
  ]

  it.each(frozen)('of %s passes no derivative, and all else does', (_, penalty, problem, value) => {
    const { model, loss, targets } = problem
    const parts = { model, loss, penalties: { term: { penalty, weight: 1 } } }
    const without = objective({ model, loss })(inputs, targets, batchOf(problem).mode)
    const { gradients } = objective(parts)(inputs, targets, batchOf(problem).mode)
    for (const [name, variable] of Object.entries(model.variables())) {
      const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
      const slope = (gradients[name] ?? inputs).sub(without.gradients[name] ?? inputs)
      expectClose(slope.mul(direction).sum(), [slopeAlong(variable, direction, value)], 1e-6)
    }
  })

  it('of jacobianSpectral makes no difference where power iteration has converged', () => {
    const gradientsOf = (iterations: 40 | 'exact') => {
      const { model, loss, targets } = values
      const penalties = { term: { penalty: jacobianSpectral({ iterations }), weight: 1 } }
      return objective({ model, loss, penalties })(inputs, targets, batchOf(values).mode).gradients
    }
    const exact = gradientsOf('exact')
    for (const [name, gradient] of Object.entries(gradientsOf(40)))
      expectClose(gradient, exact[name] ?? gradient, 1e-8)
  })
})

describe('localLinearity', () => {
  it('finds the change that bends most, as far as trying many tells', () => {
    const { model, loss, targets } = classes
    const losses = (x: Tensor): Vector =>
      rowsOf(loss(model.call(x, { training: false }), targets)).flat()
    const slopes = lossGradients(classes)
    const [before, epsilon] = [losses(inputs), 0.3]
    const tried = Array.from({ length: 100 }, (_, index) => {
      const noise = rng.split(index).uniform([4, 3], { low: -1, high: 1, dtype: 'float64' })
      // Every other one a corner of the box.
      const delta = (index % 2 === 0 ? noise.sign() : noise).mul(epsilon)
      const after = losses(inputs.add(delta))
      return rowsOf(delta).map((row, i) =>
        Math.abs((after[i] ?? 0) - (before[i] ?? 0) - dot(row, slopes[i] ?? [])),
      )
    })
    const best = meanOf(columnsOf(tried).map((column) => Math.max(...column)))
    const found = evaluateBatch(batchOf(classes), localLinearity({ epsilon, steps: 10 })).item()
    // Of one start for each example, some end at a change that is the worst near by alone.
    expect(found / best).toBeGreaterThan(0.7)
    expect(found / best).toBeLessThan(1.05)
  })

  it('of a linear model under the squared error is (ε Σ |w|)² + μ ε |2 f| Σ |w|, with its derivative', () => {
    const model = new Dense(3, 1, { rng, dtype: 'float64' })
    const penalty = localLinearity({ epsilon: 0.2, slope: 0.5 })
    const penalties = { term: { penalty, weight: 1 } }
    const [x, y] = [float64([[1, 2, 3]]), float64([[0.5]])]
    model.kernel.assign(float64([[2], [-1], [0.5]]))
    const step = objective({ model, loss: squaredError, penalties })
    const { penalties: found, gradients } = step(x, y, { training: true, rng })
    const error = 1.5 - 0.5
    expectClose(found.term ?? x, [(0.2 * 3.5) ** 2 + 0.5 * 0.2 * 2 * error * 3.5])
    // The loss itself has 2 · error · x.
    const signs = [1, -1, 1]
    const wanted = [1, 2, 3].map(
      (v, j) =>
        2 * error * v +
        2 * 0.04 * 3.5 * (signs[j] ?? 0) +
        0.1 * 2 * (v * 3.5 + error * (signs[j] ?? 0)),
    )
    expectClose(gradients.kernel ?? x, wanted)
  })
})

describe('imageTangents of images', () => {
  it.each(['rotation', 'scaling'] as const)('are slopes by a %s around the middle', (change) => {
    const images = draw('images', [1, 1, 3, 4])
    const model = new Dense(12, 1, { rng, dtype: 'float64' })
    const flattened = Object.assign(model, {
      call: (x: Tensor) => x.reshape([1, 12]).matmul(model.kernel.value),
    })
    const pixel = (row: number, column: number): number =>
      images.data[4 * Math.min(2, Math.max(0, row)) + Math.min(3, Math.max(0, column))] ?? 0
    const wanted = sumOf(
      Array.from({ length: 12 }, (_, place) => {
        const [row, column] = [Math.floor(place / 4), place % 4]
        const down = (pixel(row + 1, column) - pixel(row - 1, column)) / 2
        const right = (pixel(row, column + 1) - pixel(row, column - 1)) / 2
        const [y, x] = [row - 1, column - 1.5]
        const slope = change === 'rotation' ? down * x - right * y : down * y + right * x
        return slope * (model.kernel.value.data[place] ?? 0)
      }),
    )
    const batch = { model: flattened, loss: squaredError, inputs: images, targets: float64([[0]]) }
    const penalty = imageTangents({ change })
    expectClose(evaluateBatch(batch, penalty), [wanted * wanted])
  })

  it('need two axes to turn', () => {
    expect(() => evaluateBatch(batchOf(values), imageTangents({ change: 'rotation' }))).toThrow(
      'imageTangents: inputs must be images [n, channels, height, width] for rotations, got [4, 3]',
    )
  })
})

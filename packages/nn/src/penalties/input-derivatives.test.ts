import { Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { int32 } from '../../testing/float64.ts'
import {
  type Jacobian,
  jacobiansOf,
  logProbabilitiesOf,
  meanOf,
  type Rows,
  squaresOf,
  sumOf,
} from '../../testing/jacobians-of.ts'
import { tanh } from '../activations/tanh.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { crossLipschitz } from './cross-lipschitz.ts'
import { dragan } from './dragan.ts'
import { betweenClasses } from './examples-of-class.ts'
import { featureSelection } from './feature-selection.ts'
import { gradAlign } from './grad-align.ts'
import { gradientPenalty } from './gradient-penalty.ts'
import { inputGradient } from './input-gradient.ts'
import { insensitive } from './insensitive.ts'
import { jacobian } from './jacobian.ts'
import { lipschitz } from './lipschitz.ts'
import type { Penalty } from './penalty.ts'
import { r1Penalty } from './r1-penalty.ts'
import { r2Penalty } from './r2-penalty.ts'

const rng = new Rng(31)
const draw = (name: string, shape: readonly number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const inputs = draw('inputs', [4, 3])

/** tanh(x · first + b) · second + c. */
function network(outputs: number): Sequential {
  const model = new Sequential([
    new Dense(3, 5, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dense(5, outputs, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  for (const [name, variable] of Object.entries(model.variables()))
    variable.assign(draw(name, variable.shape))
  return model
}

interface Problem {
  readonly model: Sequential
  readonly loss: Loss
  readonly targets: Tensor
}
const classes: Problem = {
  model: network(3),
  loss: softmaxCrossEntropy,
  targets: int32([0, 2, 1, 1]),
}
const values: Problem = { model: network(2), loss: squaredError, targets: draw('targets', [4, 2]) }
const binary: Problem = {
  model: network(1),
  loss: binaryCrossEntropy,
  targets: int32([[1], [0], [0], [1]]),
}

const columnsOf = (rows: Rows): Rows =>
  (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0))

interface Case {
  readonly name: string
  readonly penalty: Penalty
  readonly problem: Problem
  readonly wanted: number
}

const outputJacobians = ({ model }: Problem): readonly Jacobian[] =>
  jacobiansOf((x) => model.call(x, { training: false }), inputs)
const hiddenJacobians = ({ model: { layers } }: Problem): readonly Jacobian[] => {
  const [hidden] = layers
  return jacobiansOf((x) => (hidden instanceof Dense ? hidden.call(x) : x), inputs)
}
const lossGradients = ({ model, loss, targets }: Problem, x = inputs): Rows => {
  const losses = (point: Tensor): Tensor => loss(model.call(point, { training: false }), targets)
  return jacobiansOf(losses, x).map((rows) => rows.flat())
}
const logJacobians = ({ model }: Problem): readonly Jacobian[] =>
  jacobiansOf((x) => logProbabilitiesOf(model.call(x, { training: false })), inputs)

/** A source of the penalty's own, as an evaluation gives it. */
const ownSource = rng.split('penalties').split('evaluateBatch')
/** ‖∇D‖ at other points. */
const slopesAt = ({ model }: Problem, x: Tensor): readonly number[] =>
  jacobiansOf((point) => model.call(point, { training: false }), x).map((rows) =>
    Math.sqrt(squaresOf(rows.flat())),
  )
const cosine = (a: readonly number[], b: readonly number[]): number =>
  sumOf(a.map((v, j) => v * (b[j] ?? 0))) / Math.sqrt(squaresOf(a) * squaresOf(b))

const cases: readonly Case[] = [
  {
    name: 'insensitive',
    penalty: insensitive(),
    problem: classes,
    wanted: meanOf(
      logJacobians(classes).map((rows) =>
        squaresOf(columnsOf(rows).map((column) => meanOf(column))),
      ),
    ),
  },
  {
    name: 'insensitive of one logit',
    penalty: insensitive(),
    problem: binary,
    wanted: meanOf(
      logJacobians(binary).map((rows) =>
        squaresOf(columnsOf(rows).map((column) => meanOf(column))),
      ),
    ),
  },
  {
    name: 'crossLipschitz',
    penalty: crossLipschitz(),
    problem: classes,
    wanted: meanOf(
      outputJacobians(classes).map(
        (rows) =>
          sumOf(rows.flatMap((a) => rows.map((b) => squaresOf(a.map((v, j) => v - (b[j] ?? 0)))))) /
          9,
      ),
    ),
  },
  {
    name: 'featureSelection',
    penalty: featureSelection(),
    problem: values,
    wanted: sumOf(
      [0, 1, 2].map((j) =>
        Math.sqrt(
          meanOf(outputJacobians(values).map((rows) => squaresOf(rows.map((row) => row[j] ?? 0)))),
        ),
      ),
    ),
  },
  {
    name: 'lipschitz',
    penalty: lipschitz({ bound: 0.7 }),
    problem: values,
    wanted: meanOf(
      outputJacobians(values).map(
        (rows) => Math.max(0, Math.sqrt(squaresOf(rows.flat())) - 0.7) ** 2,
      ),
    ),
  },
  {
    name: 'gradAlign',
    penalty: gradAlign({ epsilon: 0.5 }),
    problem: classes,
    wanted: (() => {
      const noise = ownSource.uniform([4, 3], { dtype: 'float64' }).sub(0.5)
      const near = lossGradients(classes, inputs.add(noise))
      return meanOf(lossGradients(classes).map((row, i) => 1 - cosine(row, near[i] ?? [])))
    })(),
  },
  {
    name: 'gradientPenalty',
    penalty: gradientPenalty(),
    problem: binary,
    wanted: meanOf(
      slopesAt(binary, betweenClasses('', inputs, binary.targets, ownSource)).map(
        (slope) => (slope - 1) ** 2,
      ),
    ),
  },
  {
    name: 'gradientPenalty, one-sided',
    penalty: gradientPenalty({ oneSided: true, target: 0.8 }),
    problem: binary,
    wanted: meanOf(
      slopesAt(binary, betweenClasses('', inputs, binary.targets, ownSource)).map(
        (slope) => Math.max(0, slope - 0.8) ** 2,
      ),
    ),
  },
  {
    name: 'dragan',
    penalty: dragan({ noise: 0.25 }),
    problem: binary,
    wanted: meanOf(
      [0, 3].map((i) => {
        const noise = ownSource.normal([4, 3], { dtype: 'float64' }).mul(0.25)
        return ((slopesAt(binary, inputs.add(noise))[i] ?? 0) - 1) ** 2
      }),
    ),
  },
  {
    name: 'r1Penalty',
    penalty: r1Penalty(),
    problem: binary,
    wanted: meanOf([0, 3].map((i) => 0.5 * (slopesAt(binary, inputs)[i] ?? 0) ** 2)),
  },
  {
    name: 'r2Penalty',
    penalty: r2Penalty(),
    problem: binary,
    wanted: meanOf([1, 2].map((i) => 0.5 * (slopesAt(binary, inputs)[i] ?? 0) ** 2)),
  },
  {
    name: 'inputGradient, the largest of the batch',
    penalty: inputGradient({ reduction: 'largest' }),
    problem: classes,
    wanted: Math.max(...lossGradients(classes).map(squaresOf)),
  },
  {
    name: 'inputGradient of all outputs',
    penalty: inputGradient({ of: 'outputs', squared: false }),
    problem: values,
    wanted: meanOf(outputJacobians(values).map((rows) => Math.sqrt(squaresOf(rows.flat())))),
  },
  {
    name: 'inputGradient of one output, the sum of absolute values',
    penalty: inputGradient({ of: 1, p: 1, squared: false }),
    problem: values,
    wanted: meanOf(outputJacobians(values).map(([, row = []]) => sumOf(row.map(Math.abs)))),
  },
  {
    name: 'inputGradient of log-probabilities',
    penalty: inputGradient({ of: 'logProbabilities' }),
    problem: classes,
    wanted: meanOf(logJacobians(classes).map((rows) => squaresOf(rows.flat()))),
  },
  {
    name: 'inputGradient of the log-probabilities of one logit',
    penalty: inputGradient({ of: 'logProbabilities' }),
    problem: binary,
    wanted: meanOf(logJacobians(binary).map((rows) => squaresOf(rows.flat()))),
  },
  {
    name: 'inputGradient of a layer, the largest derivative',
    penalty: inputGradient({ of: 'layers.0', p: 'infinity', squared: false }),
    problem: values,
    wanted: meanOf(hiddenJacobians(values).map((rows) => Math.max(...rows.flat().map(Math.abs)))),
  },
  {
    name: 'jacobian of a layer, the largest of the batch',
    penalty: jacobian({ of: 'layers.0', projections: 'all', reduction: 'largest' }),
    problem: values,
    wanted: Math.max(...hiddenJacobians(values).map((rows) => 0.5 * squaresOf(rows.flat()))),
  },
]

describe('is its definition, by finite differences', () => {
  it.each(cases)('$name', ({ penalty, problem, wanted }) => {
    const batch = { ...problem, inputs, mode: { training: true, rng } as const }
    expectClose(evaluateBatch(batch, penalty), [wanted], 1e-9)
  })
})

describe('what is differentiated', () => {
  const measure = (penalty: Penalty, problem: Problem) => () =>
    evaluateBatch({ ...problem, inputs }, penalty)

  it('must be an output that there is', () => {
    expect(measure(inputGradient({ of: 2 }), values)).toThrow(
      new RangeError('inputGradient: the number of an output must be from 0 to 1, got 2'),
    )
    expect(measure(inputGradient({ of: 1 }), binary)).toThrow(
      'must be 0, since there is one, got 1',
    )
  })

  it('must be a layer that there is', () => {
    expect(measure(inputGradient({ of: 'logits' }), values)).toThrow(
      'outputsOf: must be given the path of a module that the model calls, layers.0, layers.1, got "logits"',
    )
  })

  it.each([-1, 0.5, Number.NaN, '', null])('is refused as %j', (of) => {
    expect(() => Reflect.apply(inputGradient, null, [{ of }])).toThrow(
      'inputGradient: of must be "loss", "outputs", "logProbabilities", the number of an output, counted from 0, or the path of a layer such as "layers.0", got',
    )
  })
})

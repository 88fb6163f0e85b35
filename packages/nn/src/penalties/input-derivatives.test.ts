import type { Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { jacobiansOf, meanOf, squaresOf, sumOf } from '../../testing/jacobians-of.ts'
import {
  batchOf,
  binary,
  classes,
  columnsOf,
  type FittedProblem,
  hiddenJacobians,
  inputs,
  logJacobians,
  lossGradients,
  outputJacobians,
  ownSource,
  values,
} from '../../testing/problems-of-three-inputs.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { contractive } from './contractive.ts'
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

interface Case {
  readonly name: string
  readonly penalty: Penalty
  readonly problem: FittedProblem
  readonly wanted: number
}

/** ‖∇D‖ at other points. */
const slopesAt = ({ model }: FittedProblem, x: Tensor): readonly number[] =>
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
    name: 'contractive',
    penalty: contractive(),
    problem: values,
    wanted: meanOf(hiddenJacobians(values).map((rows) => squaresOf(rows.flat()))),
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
    penalty: dragan({ standardDeviation: 0.25 }),
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
    expectClose(evaluateBatch(batchOf(problem), penalty), [wanted], 1e-9)
  })
})

describe('what is differentiated', () => {
  const measure = (penalty: Penalty, problem: FittedProblem) => () =>
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

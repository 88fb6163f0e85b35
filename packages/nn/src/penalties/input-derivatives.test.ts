import { Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { inputGradient } from './input-gradient.ts'
import { jacobian } from './jacobian.ts'
import type { Penalty } from './penalty.ts'

/** The numbers of each example of a batch: [n][count]. */
type Rows = readonly (readonly number[])[]
/** ∂y/∂x of each number y of an example: [count][width]. */
type Jacobian = readonly (readonly number[])[]

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

/** The Jacobian of `f` at each example of x, entry by entry, by central differences of fourth order. */
function jacobiansOf(f: (x: Tensor) => Tensor, x = inputs): readonly Jacobian[] {
  const [n = 0, width = 0] = x.shape
  const h = 1e-3
  const numbers = (j: number, t: number): Rows => {
    const data = Float64Array.from(x.data)
    for (let i = 0; i < n; i++) data[i * width + j] = (data[i * width + j] ?? 0) + t
    const y = f(float64(Array.from(data)).reshape([n, width]))
    const count = y.size / n
    return Array.from({ length: n }, (_, i) => Array.from(y.data).slice(i * count, (i + 1) * count))
  }
  const columns = Array.from({ length: width }, (_, j) => {
    const [a, b, c, d] = [numbers(j, h), numbers(j, -h), numbers(j, 2 * h), numbers(j, -2 * h)]
    return a.map((row, i) =>
      row.map(
        (plus, k) =>
          (8 * (plus - (b[i]?.[k] ?? 0)) - ((c[i]?.[k] ?? 0) - (d[i]?.[k] ?? 0))) / (12 * h),
      ),
    )
  })
  const [first = []] = columns
  return first.map((row, i) => row.map((_, k) => columns.map((column) => column[i]?.[k] ?? 0)))
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, v) => sum + v, 0)
const meanOf = (numbers: readonly number[]): number => sumOf(numbers) / numbers.length
const squaresOf = (numbers: readonly number[]): number => sumOf(numbers.map((v) => v * v))

/** Log-probabilities of classes, or of the first and the second class of one logit. */
function logProbabilitiesOf(outputs: Tensor): Tensor {
  const [n = 0, count = 1] = outputs.shape
  const logits = Array.from({ length: n }, (_, i) => {
    const row = Array.from(outputs.data).slice(i * count, (i + 1) * count)
    return count === 1 ? [0, row[0] ?? 0] : row
  })
  return float64(
    logits.map((row) => {
      const total = Math.log(sumOf(row.map((v) => Math.exp(v))))
      return row.map((v) => v - total)
    }),
  )
}

interface Case {
  readonly name: string
  readonly penalty: Penalty
  readonly problem: Problem
  readonly wanted: number
}

const outputJacobians = ({ model }: Problem): readonly Jacobian[] =>
  jacobiansOf((x) => model.call(x, { training: false }))
const hiddenJacobians = ({ model: { layers } }: Problem): readonly Jacobian[] =>
  jacobiansOf((x) => {
    const [hidden] = layers
    return hidden instanceof Dense ? hidden.call(x) : x
  })
const lossGradients = ({ model, loss, targets }: Problem): Rows =>
  jacobiansOf((x) => loss(model.call(x, { training: false }), targets)).map((rows) => rows.flat())
const logJacobians = ({ model }: Problem): readonly Jacobian[] =>
  jacobiansOf((x) => logProbabilitiesOf(model.call(x, { training: false })))

const cases: readonly Case[] = [
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

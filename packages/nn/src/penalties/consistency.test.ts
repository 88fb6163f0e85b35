import { Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { adversarial } from './adversarial.ts'
import { adversarialLogitPairing } from './adversarial-logit-pairing.ts'
import { confidencePenalty } from './confidence-penalty.ts'
import { decorrelation } from './decorrelation.ts'
import { entropyMinimization } from './entropy-minimization.ts'
import { fastAdversarial } from './fast-adversarial.ts'
import { meanTeacher } from './mean-teacher.ts'
import { noiseConsistency } from './noise-consistency.ts'
import type { Penalty } from './penalty.ts'
import { rDrop } from './r-drop.ts'
import { trades } from './trades.ts'
import { vicregCovariance } from './vicreg-covariance.ts'
import { vicregVariance } from './vicreg-variance.ts'
import { virtualAdversarial } from './virtual-adversarial.ts'

/** Rows of numbers: [n, features]. */
type Rows = readonly (readonly number[])[]

const rng = new Rng(31)
const n = 4
const mode = { training: true, rng: rng.split('step'), updatesStatistics: false } as const
/** What the penalty draws from. */
const source = mode.rng.split('penalties').split('term')
const inputs = rng.split('inputs').normal([n, 2], { dtype: 'float64' })
const x0 = rowsOf(inputs)
const classes = int32([0, 2, 1, 1])
const values = rng.split('values').normal([n, 3], { dtype: 'float64' })

function rowsOf(x: Tensor): Rows {
  const [rows = 0] = x.shape
  const data = Array.from(x.data)
  return Array.from({ length: rows }, (_, i) =>
    data.slice((i * data.length) / rows, ((i + 1) * data.length) / rows),
  )
}

/** What a definition that is written out knows of the model: its outputs and losses for other inputs, with one dropout mask. */
interface Written {
  readonly f: (x: Rows, from?: Rng) => Rows
  readonly losses: (x: Rows) => readonly number[]
  /** What the first layer gives. */
  readonly hidden: (x: Rows) => Rows
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length

const map = (x: Rows, change: (value: number, i: number, j: number) => number): Rows =>
  x.map((row, i) => row.map((value, j) => change(value, i, j)))

/** The gradient of each number by its row, by central differences of fourth order. */
function slopes(x: Rows, numbers: (x: Rows) => readonly number[]): Rows {
  const h = 1e-3
  const width = x[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, column) => {
    const valuesAt = (t: number): readonly number[] =>
      numbers(map(x, (value, _, j) => (j === column ? value + t : value)))
    const [a, b, c, d] = [h, -h, 2 * h, -2 * h].map(valuesAt)
    return x.map(
      (_, i) => (8 * ((a?.[i] ?? 0) - (b?.[i] ?? 0)) - ((c?.[i] ?? 0) - (d?.[i] ?? 0))) / (12 * h),
    )
  })
  return x.map((_, i) => columns.map((column) => column[i] ?? 0))
}

const lengthOf = (row: readonly number[]): number =>
  Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))

/** Steps against the model within a ball around x0, written out. */
function attack(
  harm: (x: Rows) => readonly number[],
  start: Rows,
  {
    epsilon,
    norm,
    steps,
    stepSize,
  }: { epsilon: number; norm: 2 | 'infinity'; steps: number; stepSize: number },
): Rows {
  let x = start
  for (let step = 0; step < steps; step++) {
    const gradient = slopes(x, harm)
    x = x.map((row, i) => {
      const slope = gradient[i] ?? []
      const center = x0[i] ?? []
      const moved = row.map(
        (value, j) =>
          value +
          stepSize * (norm === 2 ? (slope[j] ?? 0) / lengthOf(slope) : Math.sign(slope[j] ?? 0)),
      )
      const change = moved.map((value, j) => value - (center[j] ?? 0))
      const back = change.map((value) =>
        norm === 2
          ? value * Math.min(1, epsilon / lengthOf(change))
          : Math.max(-epsilon, Math.min(epsilon, value)),
      )
      return back.map((value, j) => value + (center[j] ?? 0))
    })
  }
  return x
}

const evenly = (epsilon: number, from = source): Rows => {
  const noise = from.uniform([n, 2], { low: -epsilon, high: epsilon, dtype: 'float64' })
  return rowsOf(inputs.add(noise))
}

interface Row {
  readonly name: string
  readonly penalty: Penalty
  readonly loss?: Loss
  /** What counts as constant, such as moved inputs. */
  readonly held: (model: Written) => Rows
  readonly value: (model: Written, held: Rows) => number
}

/** Probabilities of logits. */
const softmax = (logits: Rows): Rows =>
  logits.map((row) => {
    const powers = row.map((value) => Math.exp(value))
    const sum = powers.reduce((a, b) => a + b)
    return powers.map((power) => power / sum)
  })

/** KL(p ‖ q) of each row of probabilities. */
const divergences = (p: Rows, q: Rows): readonly number[] =>
  p.map((row, i) =>
    row.reduce((sum, value, j) => sum + value * Math.log(value / (q[i]?.[j] ?? 0)), 0),
  )

const squaredDistances = (a: Rows, b: Rows): readonly number[] =>
  a.map((row, i) => row.reduce((sum, value, j) => sum + (value - (b[i]?.[j] ?? 0)) ** 2, 0))

const entropies = (p: Rows): readonly number[] =>
  p.map((row) => row.reduce((sum, value) => sum - value * Math.log(value), 0))

const klFrom =
  (f: Written['f'], from: Rows) =>
  (x: Rows): readonly number[] =>
    divergences(softmax(from), softmax(f(x)))

/** The second derivatives of each number by its row, times a row of `direction`, by differences of gradients. */
function curvatureAlong(numbers: (x: Rows) => readonly number[], x: Rows, direction: Rows): Rows {
  const h = 1e-3
  const gradientAt = (t: number): Rows =>
    slopes(
      map(x, (value, i, j) => value + t * (direction[i]?.[j] ?? 0)),
      numbers,
    )
  const [a, b, c, d] = [h, -h, 2 * h, -2 * h].map(gradientAt)
  return map(
    x,
    (_, i, j) =>
      (8 * ((a?.[i]?.[j] ?? 0) - (b?.[i]?.[j] ?? 0)) - ((c?.[i]?.[j] ?? 0) - (d?.[i]?.[j] ?? 0))) /
      (12 * h),
  )
}

const unit = (x: Rows): Rows => x.map((row) => row.map((value) => value / lengthOf(row)))

/** x0 + r, r the change of VAT, found by a power iteration. */
function virtualAttack(
  numbers: (x: Rows) => readonly number[],
  { epsilon, iterations }: { epsilon: number; iterations: number },
): Rows {
  let direction = unit(rowsOf(source.normal([n, 2], { dtype: 'float64' })))
  for (let step = 0; step < iterations; step++)
    direction = unit(curvatureAlong(numbers, x0, direction))
  return map(x0, (value, i, j) => value + epsilon * (direction[i]?.[j] ?? 0))
}

const nothing = (): Rows => []

const noisy = (standardDeviation: number): Rows => {
  const noise = source.split('noise').normal([n, 2], { standardDeviation, dtype: 'float64' })
  return rowsOf(inputs.add(noise))
}

const difference = ({ losses }: Written, moved: Rows): number =>
  mean(losses(moved)) - mean(losses(x0))

const rows: readonly Row[] = [
  {
    name: 'adversarial: a fast gradient sign',
    penalty: adversarial({ epsilon: 0.1, steps: 1, start: 'inputs' }),
    held: ({ losses }) =>
      attack(losses, x0, { epsilon: 0.1, norm: 'infinity', steps: 1, stepSize: 0.1 }),
    value: difference,
  },
  {
    name: 'adversarial: four steps from a random start',
    penalty: adversarial({ epsilon: 0.2, steps: 4 }),
    held: ({ losses }) =>
      attack(losses, evenly(0.2), { epsilon: 0.2, norm: 'infinity', steps: 4, stepSize: 0.125 }),
    value: difference,
  },
  {
    name: 'adversarial: three steps in the Euclidean norm, of values',
    penalty: adversarial({ epsilon: 0.3, norm: 2, steps: 3, stepSize: 0.15, start: 'inputs' }),
    loss: squaredError,
    held: ({ losses }) => attack(losses, x0, { epsilon: 0.3, norm: 2, steps: 3, stepSize: 0.15 }),
    value: difference,
  },
  {
    name: 'fastAdversarial',
    penalty: fastAdversarial(0.2),
    held: ({ losses }) =>
      attack(losses, evenly(0.2), { epsilon: 0.2, norm: 'infinity', steps: 1, stepSize: 0.25 }),
    value: difference,
  },
  {
    name: 'trades',
    penalty: trades({ epsilon: 0.2, steps: 3 }),
    held: ({ f }) =>
      attack(klFrom(f, f(x0)), evenly(0.2), {
        ...{ epsilon: 0.2, norm: 'infinity', steps: 3, stepSize: 0.5 / 3 },
      }),
    value: ({ f }, moved) => mean(klFrom(f, f(x0))(moved)),
  },
  {
    name: 'trades of values',
    penalty: trades({ epsilon: 0.2, steps: 1 }),
    loss: squaredError,
    held: ({ f }) =>
      attack((x) => squaredDistances(f(x0), f(x)), evenly(0.2), {
        ...{ epsilon: 0.2, norm: 'infinity', steps: 1, stepSize: 0.5 },
      }),
    value: ({ f }, moved) => mean(squaredDistances(f(x0), f(moved))) / 2,
  },
  {
    name: 'adversarialLogitPairing',
    penalty: adversarialLogitPairing({ epsilon: 0.2, steps: 2 }),
    held: ({ losses }) =>
      attack(losses, evenly(0.2), { epsilon: 0.2, norm: 'infinity', steps: 2, stepSize: 0.25 }),
    value: ({ f }, moved) => mean(squaredDistances(f(x0), f(moved))),
  },
  ...[1, 3].map(
    (iterations): Row => ({
      name: `virtualAdversarial, iterations: ${iterations}`,
      penalty: virtualAdversarial({ epsilon: 0.4, iterations }),
      // Behind the moved inputs, the predictions that count as constant.
      held: ({ f }) => [...virtualAttack(klFrom(f, f(x0)), { epsilon: 0.4, iterations }), ...f(x0)],
      value: ({ f }, held) => mean(klFrom(f, held.slice(n))(held.slice(0, n))),
    }),
  ),
  {
    name: 'noiseConsistency',
    penalty: noiseConsistency(0.3),
    held: () => noisy(0.3),
    value: ({ f }, moved) =>
      mean(squaredDistances(softmax(f(x0)), softmax(f(moved, source.split('mask'))))) / 3,
  },
  {
    name: 'noiseConsistency of values',
    penalty: noiseConsistency(0.3),
    loss: squaredError,
    held: () => noisy(0.3),
    value: ({ f }, moved) => mean(squaredDistances(f(x0), f(moved, source.split('mask')))) / 3,
  },
  {
    name: 'noiseConsistency by the divergence, with one mask',
    penalty: noiseConsistency({ standardDeviation: 0.3, distance: 'divergence', mask: 'same' }),
    held: () => noisy(0.3),
    value: ({ f }, moved) => mean(klFrom(f, f(x0))(moved)),
  },
  {
    name: 'rDrop',
    penalty: rDrop(),
    held: nothing,
    value: ({ f }) => {
      const [p, q] = [softmax(f(x0)), softmax(f(x0, source))]
      return (mean(divergences(p, q)) + mean(divergences(q, p))) / 2
    },
  },
  {
    name: 'confidencePenalty',
    penalty: confidencePenalty(),
    held: nothing,
    value: ({ f }) => -mean(entropies(softmax(f(x0)))),
  },
  ...([['outputs'], ['layers.0']] as const).flatMap(([of]): Row[] => {
    const covariancesOf = (model: Written, divisor: number): Rows => {
      const features = of === 'outputs' ? model.f(x0) : model.hidden(x0)
      const width = features[0]?.length ?? 0
      const column = (j: number): number[] => features.map((row) => row[j] ?? 0)
      const centered = Array.from({ length: width }, (_, j) =>
        column(j).map((value) => value - mean(column(j))),
      )
      return centered.map((a) =>
        centered.map((b) => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0) / divisor),
      )
    }
    const sumOff = (c: Rows): number =>
      c.flatMap((row, i) => row.filter((_, j) => j !== i)).reduce((sum, v) => sum + v * v, 0)
    return [
      {
        name: `vicregVariance of ${of}`,
        penalty: vicregVariance({ of, standardDeviation: 0.8 }),
        held: nothing,
        value: (model) =>
          mean(
            covariancesOf(model, n - 1).map((row, i) =>
              Math.max(0, 0.8 - Math.sqrt((row[i] ?? 0) + 1e-4)),
            ),
          ),
      },
      {
        name: `vicregCovariance of ${of}`,
        penalty: vicregCovariance(of),
        held: nothing,
        value: (model) => {
          const c = covariancesOf(model, n - 1)
          return sumOff(c) / c.length
        },
      },
      {
        name: `decorrelation of ${of}`,
        penalty: decorrelation(of),
        held: nothing,
        value: (model) => sumOff(covariancesOf(model, n)) / 2,
      },
    ]
  }),
  {
    name: 'entropyMinimization',
    penalty: entropyMinimization(),
    held: nothing,
    value: ({ f }) => mean(entropies(softmax(f(x0)))),
  },
]

describe.each(rows)('$name', ({ penalty, loss = softmaxCrossEntropy, held, value }) => {
  const targets = loss === squaredError ? values : classes
  const model = new Sequential([
    new Dense(2, 5, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dropout(0.3),
    new Dense(5, 3, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  const f = (x: Rows, from = mode.rng): Rows =>
    rowsOf(model.call(float64(x), { ...mode, rng: from }))
  const [first] = model.layers
  const written: Written = {
    f,
    hidden: (x) => (first instanceof Dense ? rowsOf(first.call(float64(x))) : x),
    losses: (x) => Array.from(loss(float64(f(x)), targets).data),
  }
  const step = objective({ model, loss, penalties: { term: { penalty, weight: 1 } }, rng })
  const { penalties, total, loss: plain, gradients } = step(inputs, targets, mode)
  const constant = held(written)

  it('is its definition, written out', () => {
    expectClose(penalties.term ?? total, [value(written, constant)], 1e-9)
    expectClose(total.sub(plain), penalties.term ?? total)
  })

  it('has gradients that finite differences confirm, with what is held constant', () => {
    const whole = (): number => mean(written.losses(x0)) + value(written, constant)
    for (const [name, variable] of Object.entries(model.variables())) {
      const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
      const wanted = slopeAlong(variable, direction, whole)
      expectClose((gradients[name] ?? float64(0)).mul(direction).sum(), [wanted], 1e-8)
    }
  })
})

it('what compares predictions must know what the outputs of the loss are', () => {
  const model = new Dense(2, 3, { rng, dtype: 'float64' })
  const loss: Loss = (outputs, targets) => squaredError(outputs, targets)
  const step = (of: Loss) =>
    objective({ model, loss: of, penalties: { term: { penalty: rDrop(), weight: 1 } } })
  expect(() => step(loss)(inputs, values, mode)).toThrow(
    "rDrop: must know what the outputs are, and this loss does not say so; take one of the catalogue, or Object.assign(loss, { outputs: 'values' })",
  )
  const said = step(Object.assign(loss, { outputs: 'values' } as const))
  expect(said(inputs, values, mode).penalties.term?.item()).toBe(0)
})

it('meanTeacher compares with the average of the weights over the steps', () => {
  const model = new Dense(2, 3, { rng: rng.split('teacher'), dtype: 'float64' })
  const term = { penalty: meanTeacher({ decay: 0.15 }), weight: 1 }
  const step = objective({ model, loss: squaredError, penalties: { term }, rng })
  const kernel = (): readonly number[] => Array.from(model.kernel.value.data)
  const outputsBy = (weights: readonly number[]): Rows =>
    rowsOf(inputs.matmul(float64(weights).reshape([2, 3])))
  let teacher = kernel()
  // At most 1 / 10 in the first step, 2 / 11 in the second.
  for (const [number, decay] of [0.1, 0.15, 0.15].entries()) {
    model.kernel.assign(model.kernel.value.mul(1.5).add(0.1))
    const { penalties, gradients } = step(inputs, values, mode, number)
    const wanted = mean(squaredDistances(outputsBy(kernel()), outputsBy(teacher))) / 3
    expectClose(penalties.term ?? inputs, [wanted])
    const held = teacher
    const direction = rng.split('direction').normal([2, 3], { dtype: 'float64' })
    const whole = (): number =>
      squaredError(model.call(inputs), values).mean().item() +
      mean(squaredDistances(outputsBy(kernel()), outputsBy(held))) / 3
    const slope = (gradients.kernel ?? inputs).mul(direction).sum()
    expectClose(slope, [slopeAlong(model.kernel, direction, whole)], 1e-8)
    teacher = teacher.map((value, i) => decay * value + (1 - decay) * (kernel()[i] ?? 0))
    expectClose(step.state()['term.kernel'] ?? inputs, teacher)
  }
})

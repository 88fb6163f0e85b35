import { squaredError } from '../losses/squared-error.ts'
import { adversarial } from './adversarial.ts'
import { adversarialLogitPairing } from './adversarial-logit-pairing.ts'
import { fastAdversarial } from './fast-adversarial.ts'
import { trades } from './trades.ts'
import { virtualAdversarial } from './virtual-adversarial.ts'
import {
  inputs,
  klFrom,
  map,
  mean,
  n,
  type Rows,
  rowsOf,
  source,
  squaredDistances,
  testWritten,
  type Written,
  type WrittenRow,
  x0,
} from './written-consistency.fixture.ts'

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

const difference = ({ losses }: Written, moved: Rows): number =>
  mean(losses(moved)) - mean(losses(x0))

testWritten([
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
    (iterations): WrittenRow => ({
      name: `virtualAdversarial, iterations: ${iterations}`,
      penalty: virtualAdversarial({ epsilon: 0.4, iterations }),
      // Behind the moved inputs, the predictions that count as constant.
      held: ({ f }) => [...virtualAttack(klFrom(f, f(x0)), { epsilon: 0.4, iterations }), ...f(x0)],
      value: ({ f }, held) => mean(klFrom(f, held.slice(n))(held.slice(0, n))),
    }),
  ),
])

import { readFileSync } from 'node:fs'
import { type Nested, softplus, type Tensor, tanh } from '@sobolev/core'
import { float64 } from '../../testing/float64.ts'

/** Where SciPy ended, and after how much work. */
interface End {
  readonly value: number
  readonly steps: number
  readonly evaluations: number
}

interface Problem {
  readonly start: readonly number[]
  /** By the length of the history. */
  readonly torch: Readonly<
    Record<string, { readonly path: readonly (readonly number[])[]; readonly evaluations: number }>
  >
  readonly 'L-BFGS-B': End
  readonly 'Newton-CG': End
}

interface Reference {
  readonly inputs: Nested
  readonly targets: Nested
  readonly labels: Nested
  readonly leastSquares: {
    readonly times: Nested
    readonly measured: Nested
    readonly ends: Readonly<
      Record<string, { readonly start: readonly number[]; readonly value: number }>
    >
  }
  readonly problems: Readonly<Record<string, Problem>>
}

const file = new URL('../../reference/minimizers.json.golden', import.meta.url)

/** What PyTorch and SciPy made of the objectives, as `reference/minimizers.py` wrote it. */
export const reference: Reference = JSON.parse(readFileSync(file, 'utf8'))

/** Rosenbrock's valley: Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
export function rosenbrock(x: Tensor): Tensor {
  const before = x.slice([{ start: 0, stop: x.size - 1 }])
  const after = x.slice([{ start: 1, stop: x.size }])
  return after.sub(before.square()).square().mul(100).add(before.sub(1).square()).sum()
}

const inputs = float64(reference.inputs)

function logistic(x: Tensor): Tensor {
  const logits = inputs
    .matmul(x.slice([{ start: 0, stop: 2 }]))
    .add(x.slice([{ start: 2, stop: 3 }]))
  const losses = softplus(logits).sub(logits.mul(float64(reference.labels)))
  return losses.mean().add(x.square().sum().mul(0.01))
}

function network(x: Tensor): Tensor {
  const kernel = x.slice([{ start: 0, stop: 6 }]).reshape([2, 3])
  const hidden = tanh(inputs.matmul(kernel).add(x.slice([{ start: 6, stop: 9 }])))
  const outputs = hidden
    .matmul(x.slice([{ start: 9, stop: 12 }]))
    .add(x.slice([{ start: 12, stop: 13 }]))
  const errors = outputs.sub(float64(reference.targets))
  return errors.square().mean().add(x.square().sum().mul(0.001))
}

/** The objectives of the reference. */
export const objectives: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  rosenbrock,
  logistic,
  network,
}

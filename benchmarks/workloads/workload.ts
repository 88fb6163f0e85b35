import type { Shape } from '@sobolev/core'

/** Convolutions of 3×3 with zeros around, each followed by the activation and a 2×2 max-pool. */
interface Convolutions {
  /** Rows and columns of an input. */
  readonly size: number
  /** Channels, from the inputs on. */
  readonly channels: readonly number[]
}

/** One training step that every framework takes, by Adam. */
export type Workload = DenseWorkload | NetworkWorkload

/** A network of dense layers, of convolutions before them where there are any. */
export interface DenseWorkload extends Step {
  readonly convolutions?: Convolutions
  /** Widths of the dense layers, from their inputs to the outputs. */
  readonly widths: readonly number[]
  /** Of every layer but the last. */
  readonly activation: 'tanh' | 'softplus'
}

/** A network of other layers, by name in `networks.ts` and in the peers that have it. */
export interface NetworkWorkload extends Step {
  readonly network: 'batchNorm' | 'gru' | 'transformer'
  /** The shape of one example. */
  readonly example: Shape
  readonly classes: number
}

interface Step {
  readonly name: string
  readonly description: string
  readonly batch: number
  /**
   * `crossEntropy`: from logits, with class numbers as targets. `squared`: (output − target)².
   * `heat`: (u_t − u_xx)² at points (x, t), without targets. Each the mean over the batch.
   */
  readonly loss: 'crossEntropy' | 'squared' | 'heat'
  /** Which of its two versions there are: the heat equation's loss is made of derivatives already. */
  readonly penalties: readonly boolean[]
}

/** What the mean over examples of ‖∂Lᵢ/∂xᵢ‖² is multiplied with: enough for a wrong derivative to show. */
export const PENALTY = 1

/** Adam's, with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and bias correction. */
export const LEARNING_RATE = 1e-3

export const workloads: readonly Workload[] = [
  {
    name: 'W1',
    description: 'classifier 64-256-256-10, tanh, batch 128, cross-entropy',
    widths: [64, 256, 256, 10],
    activation: 'tanh',
    batch: 128,
    loss: 'crossEntropy',
    penalties: [false, true],
  },
  {
    name: 'W2',
    description: 'regression 13-64-64-1, tanh, batch 32, squared error',
    widths: [13, 64, 64, 1],
    activation: 'tanh',
    batch: 32,
    loss: 'squared',
    penalties: [false, true],
  },
  {
    name: 'W3',
    description:
      'images 1×28×28, convolutions 3×3 of 16 and 32 with tanh and max-pool, dense 10, batch 64, cross-entropy',
    convolutions: { size: 28, channels: [1, 16, 32] },
    widths: [32 * 7 * 7, 10],
    activation: 'tanh',
    batch: 64,
    loss: 'crossEntropy',
    penalties: [false, true],
  },
  {
    name: 'W5',
    description: 'residual of the heat equation, 2-64-64-64-1, tanh, 2,048 points',
    widths: [2, 64, 64, 64, 1],
    activation: 'tanh',
    batch: 2048,
    loss: 'heat',
    penalties: [true],
  },
  {
    name: 'W6',
    description: 'classifier 784-1024-1024-10, softplus, batch 256, cross-entropy',
    widths: [784, 1024, 1024, 10],
    activation: 'softplus',
    batch: 256,
    loss: 'crossEntropy',
    penalties: [false, true],
  },
  {
    name: 'W7',
    description:
      'images 1×28×28, convolutions 3×3 of 16 and 32, each with batch norm, ReLU and max-pool, dense 10, batch 64, cross-entropy',
    network: 'batchNorm',
    example: [1, 28, 28],
    classes: 10,
    batch: 64,
    loss: 'crossEntropy',
    penalties: [false, true],
  },
  {
    name: 'W8',
    description:
      'sequences of 50 steps of 16 numbers, GRU of 64 units, dense 10, batch 64, cross-entropy',
    network: 'gru',
    example: [50, 16],
    classes: 10,
    batch: 64,
    loss: 'crossEntropy',
    penalties: [false, true],
  },
  {
    name: 'W9',
    description:
      'sequences of 32 steps of 64 numbers, a transformer block of 4 heads and 256 hidden units, mean, dense 10, batch 32, cross-entropy',
    network: 'transformer',
    example: [32, 64],
    classes: 10,
    batch: 32,
    loss: 'crossEntropy',
    penalties: [false, true],
  },
]

/** Throws a RangeError for a name that no workload has. */
export function workloadNamed(name: string): Workload {
  const found = workloads.find((workload) => workload.name === name)
  if (found) return found
  const names = workloads.map((workload) => workload.name).join(', ')
  throw new RangeError(`workloads: the name must be one of ${names}, got "${name}"`)
}

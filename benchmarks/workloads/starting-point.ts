import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Rng, type Tensor } from '@sobolev/core'
import { networkOf } from './networks.ts'
import {
  type DenseWorkload,
  LEARNING_RATE,
  type NetworkWorkload,
  PENALTY,
  type Workload,
} from './workload.ts'

const SEED = 20_240_601

/** The numbers that every framework starts from. */
export interface StartingPoint {
  /**
   * Kernels, [inputs, units] or [channels, inputs, 3, 3], and biases, [units], layer by layer; of a network by name
   * what its layers train, in their order.
   */
  readonly parameters: readonly Tensor[]
  /** float32 [batch, inputs] or [batch, channels, size, size]. */
  readonly inputs: Tensor
  /** int32 [batch] class numbers, or float32 [batch, 1]; what `heat` does not look at is zero. */
  readonly targets: Tensor
}

/** The same for the same workload, everywhere. */
export function startingPoint(workload: Workload): StartingPoint {
  const rng = new Rng(SEED).split(workload.name)
  return 'network' in workload ? ofNetwork(workload, rng) : ofDense(workload, rng)
}

function ofNetwork(workload: NetworkWorkload, rng: Rng): StartingPoint {
  const { batch, example, classes } = workload
  const variables = networkOf(workload).trainableVariables()
  return {
    parameters: Object.values(variables).map(({ value }) => value),
    inputs: rng.split('inputs').normal([batch, ...example]),
    targets: classNumbers(rng, batch, classes),
  }
}

const classNumbers = (rng: Rng, batch: number, classes: number): Tensor =>
  rng.split('targets').uniform([batch]).mul(classes).floor().cast('int32')

function ofDense({ convolutions, widths, batch, loss }: DenseWorkload, rng: Rng): StartingPoint {
  const channels = convolutions?.channels ?? []
  const kernels = channels.slice(1).flatMap((outputs, layer) => {
    const inputs = channels[layer] ?? 1
    const source = rng.split('convolution').split(layer)
    const high = 1 / Math.sqrt(9 * inputs)
    return [
      source.split('kernel').uniform([outputs, inputs, 3, 3], { low: -high, high }),
      source.split('bias').uniform([outputs], { low: -0.1, high: 0.1 }),
    ]
  })
  const dense = widths.slice(1).flatMap((units, layer) => {
    const inputs = widths[layer] ?? 1
    const uniform = (what: string, shape: number[], high: number): Tensor =>
      rng.split(what).split(layer).uniform(shape, { low: -high, high })
    return [
      uniform('kernel', [inputs, units], 1 / Math.sqrt(inputs)),
      uniform('bias', [units], 0.1),
    ]
  })
  const shape = convolutions
    ? [batch, channels[0] ?? 1, convolutions.size, convolutions.size]
    : [batch, widths[0] ?? 1]
  const drawn = rng.split('inputs')
  const outputs = widths.at(-1) ?? 1
  return {
    parameters: [...kernels, ...dense],
    inputs: loss === 'heat' ? drawn.uniform(shape) : drawn.normal(shape),
    targets:
      loss === 'crossEntropy'
        ? classNumbers(rng, batch, outputs)
        : rng.split('targets').normal([batch, 1]),
  }
}

/**
 * Writes `<name>.json`, a description with the arrays' shapes, and `<name>.bin`, their bytes one after
 * the other, which any language reads. Arrays: parameters, inputs, targets.
 */
export async function writeStartingPoint(folder: string, workload: Workload): Promise<void> {
  const { parameters, inputs, targets } = startingPoint(workload)
  const tensors = [...parameters, inputs, targets]
  const arrays = tensors.map(({ shape, dtype }) => ({ shape, dtype }))
  // A mean over the batch of squared gradients of single losses is `batch` · Σ (∂ mean loss / ∂ inputs)².
  const penalty = PENALTY * workload.batch
  const description = { ...workload, penalty, learningRate: LEARNING_RATE, arrays }
  const bytes = tensors.map(({ data: { buffer, byteOffset, byteLength } }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  )
  await writeFile(join(folder, `${workload.name}.json`), JSON.stringify(description))
  await writeFile(join(folder, `${workload.name}.bin`), Buffer.concat(bytes))
}

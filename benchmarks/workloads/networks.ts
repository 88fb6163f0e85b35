import { Rng, type Shape, type Tensor } from '@sobolev/core'
import {
  BatchNorm,
  Convolution,
  Dense,
  Flatten,
  Gru,
  gelu,
  type Layer,
  LayerNorm,
  MaxPool,
  type Module,
  MultiHeadAttention,
  Residual,
  relu,
  Sequential,
} from '@sobolev/nn'
import type { NetworkWorkload } from './workload.ts'

type Build = (inputs: Shape, classes: number, rng: Rng) => Layer[]

const networks: Readonly<Record<NetworkWorkload['network'], Build>> = {
  batchNorm([channels = 1, height = 1, width = 1], classes, rng) {
    const convolution = (name: string, inputs: Shape, filters: number): Layer[] => {
      const options = { filters, padding: 'same', useBias: false, rng: rng.split(name) } as const
      return [new Convolution(inputs, options), new BatchNorm(filters), relu, new MaxPool()]
    }
    return [
      ...convolution('first', [channels, height, width], 16),
      ...convolution('second', [16, height / 2, width / 2], 32),
      new Flatten(),
      new Dense((32 * height * width) / 16, classes, { rng: rng.split('output') }),
    ]
  },
  gru: ([, features = 1], classes, rng) => [
    new Gru(features, { units: 64, rng: rng.split('gru') }),
    new Dense(64, classes, { rng: rng.split('output') }),
  ],
  transformer([, features = 1], classes, rng) {
    // Biases of keys have no gradient but rounding, which could not be compared.
    const attention = { heads: 4, useBias: false, rng: rng.split('attention') }
    const hidden = { activation: gelu, rng: rng.split('hidden') }
    return [
      new Residual([new LayerNorm(features), new MultiHeadAttention(features, attention)]),
      new Residual([
        new LayerNorm(features),
        new Dense(features, 4 * features, hidden),
        new Dense(4 * features, features, { rng: rng.split('back') }),
      ]),
      (x) => x.mean(1),
      new Dense(features, classes, { rng: rng.split('output') }),
    ]
  },
}

/** The network of a workload, with given values of what it trains or with those that are always drawn. */
export function networkOf(
  { network, example, classes, name }: NetworkWorkload,
  parameters: readonly Tensor[] = [],
): Module {
  const model = new Sequential(networks[network](example, classes, new Rng(0).split(name)))
  const variables = Object.values(model.trainableVariables())
  for (const [index, parameter] of parameters.entries()) variables[index]?.assign(parameter)
  return model
}

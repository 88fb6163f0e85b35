import { Rng, relu, type Tensor } from '@sobolev/core'
import {
  accuracy,
  chain,
  Dense,
  decayWeights,
  evaluateBatch,
  glorotUniform,
  jacobian,
  Sequential,
  sgd,
  softmaxCrossEntropy,
} from '@sobolev/nn'
import { loadMnist, mnistFiles, tensorsOf } from './mnist.ts'
import type { Reproduction } from './reproduction.ts'
import { train } from './train.ts'

/** To the mean and deviation of MNIST's pixels, as the paper's code does. */
const standardized = (images: Tensor): Tensor => images.sub(0.1307).div(0.3081)

function run(seed: number): Record<string, number> {
  const { training, test } = loadMnist()
  const [{ inputs, targets }, tested] = [tensorsOf(training), tensorsOf(test)]
  const steps = Math.round((5 * 60_000) / 64)
  const rng = new Rng(seed)
  const layer = (name: string, size: number, units: number): Dense =>
    new Dense(size, units, { rng: rng.split(name), kernelInitializer: glorotUniform })
  const model = new Sequential([
    ...[layer('a', 784, 200), relu, layer('b', 200, 200), relu, layer('c', 200, 10)],
  ])
  const loss = softmaxCrossEntropy
  const some = {
    inputs: standardized(tested.inputs.slice([{ stop: 500 }])),
    targets: tested.targets.slice([{ stop: 500 }]),
  }
  const norm = (): number =>
    evaluateBatch({ model, loss, ...some }, jacobian({ projections: 'all' })).item()
  const before = norm()
  train({
    ...{ model, loss, inputs: standardized(inputs), targets, steps, batchSize: 64, seed },
    penalties: { robust: { penalty: jacobian(), weight: 0.1 } },
    optimizer: chain(
      decayWeights({ weightDecay: 5e-4, decays: 'all' }),
      sgd({ learningRate: 0.01, momentum: 0.9 }),
    ),
  })
  const outputs = model.call(standardized(tested.inputs), { training: false })
  return {
    accuracy: accuracy(outputs, tested.targets),
    'Jacobian penalty before training': before,
    'Jacobian penalty after training': norm(),
  }
}

export const jacobianDigits: Reproduction = {
  name: 'jacobian-digits',
  source:
    'Hoffman, Roberts & Yaida 2019, “Robust learning with Jacobian regularization”, README of the code',
  setup:
    'MNIST by a network 784-200-200-10 with ReLU, SGD (0.01, momentum 0.9, weight decay 5e-4) with batches of 64, as many steps as 5 epochs of 60,000 images; the Jacobian penalty with one projection, weight 0.1.',
  figures: [
    { name: 'accuracy', published: 0.97, band: { least: 0.96 } },
    { name: 'Jacobian penalty before training', published: 3.656, band: { least: 3, most: 4.5 } },
    { name: 'Jacobian penalty after training', published: 0.977, band: { most: 1.1 } },
  ],
  remarks:
    'Without MNIST’s training files, as in the figures here, 8,000 of the test images are trained on and 2,000 tested.',
  needs: mnistFiles,
  run,
}

import { Rng, relu, type Tensor, tensor } from '@sobolev/core'
import { accuracy, adam, Dense, rightReasons, Sequential, softmaxCrossEntropy } from '@sobolev/nn'
import { type Digits, loadMnist, mnistFiles, tensorsOf } from './mnist.ts'
import type { Reproduction } from './reproduction.ts'
import { train } from './train.ts'

const side = 28
const patch = 4

/** Digits with a grey patch in a corner, and where it is: [n, 784]. */
interface Decoyed {
  readonly inputs: Tensor
  readonly mask: Tensor
}

/** Paints a patch of grey 255 − 25 · digit into a corner of each image, drawn at random; `shown` are the digits. */
function decoyed({ images, labels }: Digits, shown: ArrayLike<number>, rng: Rng): Decoyed {
  const painted = images.slice()
  const mask = new Float32Array(images.length)
  const corners = rng.uniform([labels.length]).mul(4).floor().data
  for (let index = 0; index < labels.length; index++) {
    const corner = corners[index] ?? 0
    const row = corner < 2 ? 0 : side - patch
    const column = corner % 2 === 0 ? 0 : side - patch
    for (let y = row; y < row + patch; y++)
      for (let x = column; x < column + patch; x++) {
        const place = index * side * side + y * side + x
        painted[place] = (255 - 25 * (shown[index] ?? 0)) / 255
        mask[place] = 1
      }
  }
  const rows = (data: Float32Array): Tensor => tensor(data).reshape([labels.length, side * side])
  return { inputs: rows(painted), mask: rows(mask) }
}

function run(seed: number): Record<string, number> {
  const rng = new Rng(seed)
  const { training, test } = loadMnist()
  const { inputs, mask } = decoyed(training, training.labels, rng.split('corners'))
  const drawn = rng.split('digits').uniform([test.labels.length]).mul(10).floor().data
  const tested = decoyed(test, drawn, rng.split('test corners'))
  const [{ targets }, { targets: wanted }] = [tensorsOf(training), tensorsOf(test)]
  const accuracyWith = (weight: number, rows: Tensor = inputs, held = tested.inputs): number => {
    const layer = (name: string, size: number, units: number): Dense =>
      new Dense(size, units, { rng: rng.split(name) })
    const model = new Sequential([
      ...[layer('a', 784, 50), relu, layer('b', 50, 30), relu, layer('c', 30, 10)],
    ])
    train({
      ...{ model, loss: softmaxCrossEntropy, inputs: rows, targets, columns: { mask }, seed },
      penalties:
        weight === 0 ? {} : { reasons: { penalty: rightReasons({ mask: 'mask' }), weight } },
      optimizer: adam({ learningRate: 1e-3 }),
      batchSize: 256,
      steps: Math.round((64 * training.labels.length) / 256),
    })
    return accuracy(model.call(held, { training: false }), wanted)
  }
  const clean = [training, test].map((digits) => tensorsOf(digits).inputs)
  return {
    'accuracy without the penalty': accuracyWith(0),
    // The paper's weight of 1000 is of half the sum of squares.
    'accuracy with the penalty': accuracyWith(500),
    'accuracy on clean images': accuracyWith(0, clean[0], clean[1]),
  }
}

export const decoyDigits: Reproduction = {
  name: 'decoy-digits',
  source:
    'Ross, Hughes & Doshi-Velez 2017, “Right for the right reasons”, the notebook Decoy MNIST of the code',
  setup:
    'MNIST with a grey patch in a corner that tells the digit in training and nothing in the test, by a network 784-50-30-10 with ReLU, Adam (0.001), batches of 256, 64 epochs; right reasons with the patch as mask, weight 1,000.',
  figures: [
    { name: 'accuracy without the penalty', published: 0.5155, band: { most: 0.7 } },
    { name: 'accuracy with the penalty', published: 0.9607, band: { least: 0.93 } },
    { name: 'accuracy on clean images', published: 0.9611, band: { least: 0.93 } },
  ],
  remarks:
    'Without MNIST’s training files, as in the figures here, 8,000 of the test images are trained on and 2,000 tested: a seventh of the paper’s images, and of its steps, in which the network comes to rely on the patch less than the paper’s.',
  needs: mnistFiles,
  run,
}

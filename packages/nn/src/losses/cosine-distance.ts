import { ShapeError, safeSqrt, type Tensor, where } from '@sobolev/core'
import { defineLoss } from '../catalogue/define.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'

export const cosineDistance = defineLoss({
  name: 'cosineDistance',
  summary:
    'How far the direction of the outputs is from that of the targets, whatever their lengths.',
  formula: '1 − outputs · targets / (‖outputs‖ ‖targets‖), over all axes but the first',
  paper: {
    authors: 'Salton, Wong & Yang',
    year: 1975,
    title: 'A vector space model for automatic indexing',
  },
  cost: 'none to speak of',
  when: 'Outputs that should be near an embedding of something, such as of a text, of which only the direction means something.',
  notes:
    'From 0, one direction, to 2, opposite ones. Where a vector is 0 it is 1, and its derivative 0. As PyTorch’s CosineEmbeddingLoss of pairs that belong together. Outputs [n, ...], of at least two axes, and targets of any dtype in that shape. Other shapes are a ShapeError, other outputs a DTypeError.',
  aliases: ['cosineSimilarity', 'cosineEmbeddingLoss', 'cosineProximity', 'cosineLoss'],
  outputs: 'vectors',
  options: {},
  example: { outputs: [[3, 4]], targets: [[1, 0]], value: [0.4] },
  compute(outputs, targets) {
    checkTensors('cosineDistance', { outputs, targets })
    floatDType('cosineDistance: outputs', outputs)
    if (outputs.rank < 2 || outputs.shape.join() !== targets.shape.join())
      throw new ShapeError(
        `cosineDistance: outputs and targets must both be [n, ...], of at least two axes, got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]`,
      )
    const axes = outputs.shape.map((_, axis) => axis).slice(1)
    const wanted = targets.cast(outputs.dtype)
    const lengthOf = (x: Tensor): Tensor => safeSqrt(x.square().sum(axes))
    const lengths = lengthOf(outputs).mul(lengthOf(wanted))
    // Not that they are above 0, which lengths that are not numbers are not either.
    const isZero = lengths.equal(0)
    const cosine = outputs
      .mul(wanted)
      .sum(axes)
      .div(where(isZero, 1, lengths))
    return where(isZero, 0, cosine).neg().add(1)
  },
})

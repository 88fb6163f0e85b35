import { clip, logicalAnd, mean, range, type Tensor, where, zeros } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { alongAxis, checkImages } from './images.ts'
import { mixedTargets, shareOptions } from './mix-examples.ts'

export const cutmix = defineBatchTransform({
  name: 'cutmix',
  summary:
    'Pastes a box of another image, or a stretch of another series, over each; the loss has the shares of the areas.',
  formula:
    'x̃ = xⱼ within a box whose sides are those of the image times (1 − λ)^(1/d), xᵢ elsewhere, and the loss λ′ L(f(x̃), yᵢ) + (1 − λ′) L(f(x̃), yⱼ), λ′ the share that is left of xᵢ; λ ~ Beta(α, α), d spatial axes, the middle of the box anywhere, j a permutation of the batch',
  paper: {
    authors: 'Yun, Han, Oh, Chun, Choe & Yoo',
    year: 2019,
    title: 'CutMix: regularization strategy to train strong classifiers with localizable features',
    place: 'section 3.1',
  },
  inputs: 'places',
  cost: 'a copy of the inputs and a second loss',
  when: 'As cutout, for images whose classes show in parts of them, where covering a part would waste it.',
  advice: {
    wants: ['fewRows', 'overconfident'],
    suggested: 'An alpha of 1, as the paper, with longer training than without.',
    notWith:
      'Another transform that mixes examples, such as mixup. Columns that penalties read, for they are of single examples. Targets that are one small thing in the image.',
    limits: 'The share of the area is not what can be seen: a box may hold background alone.',
  },
  tuning: { strength: { option: 'alpha', from: 0.3, to: 2, scale: 'log' }, group: 'mixing' },
  notes:
    'Takes [n, channels, ...sizes]; all examples of a batch have one box, as in the code of the paper. The box is cut off at the border, and λ′ goes by what is left. Penalties that read the loss read the mixed one.',
  mixesTargets: true,
  aliases: ['cutMixAugmentation'],
  options: shareOptions(1),
  short: 'alpha',
  // λ is 0.81…, drawn by new Rng(0): a sixth of each, rounded down, is of its partner.
  example: {
    options: { alpha: 2 },
    inputs: [
      [[10, 11, 12, 13, 14, 15]],
      [[20, 21, 22, 23, 24, 25]],
      [[30, 31, 32, 33, 34, 35]],
      [[40, 41, 42, 43, 44, 45]],
    ],
    targets: [3, 4, 5, 6],
    value: {
      inputs: [
        [[40, 11, 12, 13, 14, 15]],
        [[10, 21, 22, 23, 24, 25]],
        [[20, 31, 32, 33, 34, 35]],
        [[30, 41, 42, 43, 44, 45]],
      ],
      targets: [3, 4, 5, 6],
      mixed: {
        targets: [6, 3, 4, 5],
        share: [0.8333333333333334, 0.8333333333333334, 0.8333333333333334, 0.8333333333333334],
      },
    },
  },
  make:
    ({ alpha }) =>
    (batch, { rng }) => {
      const { inputs } = batch
      const [n = 0] = inputs.shape
      const { dtype, sizes } = checkImages('cutmix', inputs, 1)
      const share = rng.split('share').beta([], { alpha, beta: alpha, dtype })
      const side = clip(share.neg().add(1), 0, 1).pow(1 / sizes.length)
      const isPasted = sizes
        .map((length, axis): Tensor => {
          const size = side.mul(length).floor()
          const middle = rng.split(axis).uniform([], { dtype }).mul(length).floor()
          const first = middle.sub(size.div(2).floor())
          const place = alongAxis(range(length, { dtype }), inputs, axis + 2)
          return logicalAnd(place.greaterEqual(first), place.less(first.add(size)))
        })
        .reduce((before, along) => logicalAnd(before, along))
      const partners = rng.split('partners').permutation(n)
      const left = zeros([n], { dtype }).add(mean(isPasted.cast(dtype)).neg().add(1))
      return {
        inputs: where(isPasted, inputs.gather(partners), inputs),
        ...mixedTargets(batch, partners, left),
      }
    },
})

import { ShapeError, type Tensor, where } from '@sobolev/core'
import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { drawShares, mix, mixedTargets, perOption, shareOptions } from './mix-examples.ts'

export const manifoldMixup = defineBatchTransform({
  name: 'manifoldMixup',
  summary:
    'mixup of hidden activations: mixes two examples behind a layer, or as inputs, as chance has it.',
  formula:
    'h̃ = λ h(xᵢ) + (1 − λ) h(xⱼ) behind the layer, in every second step on average x̃ of mixup in its place, and the loss λ L(f, yᵢ) + (1 − λ) L(f, yⱼ); λ ~ Beta(α, α), j a permutation of the batch',
  paper: {
    authors: 'Verma, Lamb, Beckham, Najafi, Mitliagkas, Lopez-Paz & Bengio',
    year: 2019,
    title: 'Manifold mixup: better representations by interpolating hidden states',
    place: 'section 2',
  },
  cost: 'a copy of the inputs and of the activations, and a second loss',
  when: 'As mixup, where mixtures of raw inputs look like nothing: hidden activations of a class flatten and move apart.',
  advice: {
    wants: ['fewRows', 'overconfident', 'hiddenFeatures'],
    suggested: 'An alpha of 2 at one of the first layers, as the paper.',
    notWith:
      'Another transform that mixes examples, such as mixup. Columns that penalties read, for they are of single examples. Sequences of differing lengths.',
    limits:
      'A model too small to tell mixtures apart underfits; train longer than without. Where probabilities are right already it makes them too blunt: expectedCalibrationError of the digits that mixup tells of is 0.072 with wrong labels, 0.088 without it, but 0.084 with right ones, 0.030 without it.',
  },
  notes:
    'Every pass over the batch mixes, also those of penalties for other inputs. The path is that of a module, such as layers.0, in every call of it. Where mixesInputs is false it is the layer in every step.',
  mixesTargets: true,
  movesInputs: (options) => Object(options).mixesInputs !== false,
  aliases: ['hiddenMixup'],
  options: {
    layer: option.path({ words: 'the layer behind which examples are mixed' }),
    ...shareOptions(2),
    ...perOption,
    mixesInputs: option.flag({
      default: true,
      words: 'whether the inputs are mixed in place of the activations in every second step',
    }),
  },
  short: 'layer',
  // In the step of new Rng(0) it is the inputs that are mixed: the first with the last, 0.1868… · 9, and so on.
  example: {
    options: { layer: 'layers.0' },
    inputs: [[0], [1], [4], [9]],
    targets: [3, 4, 5, 6],
    value: {
      inputs: [[1.681438703109787], [0.8131734774322459], [3.439520432296738], [8.06586738716123]],
      targets: [3, 4, 5, 6],
      mixed: {
        targets: [6, 3, 4, 5],
        share: [0.8131734774322459, 0.8131734774322459, 0.8131734774322459, 0.8131734774322459],
      },
    },
  },
  make:
    ({ layer, alpha, per, mixesInputs }) =>
    (batch, { rng }) => {
      const { inputs } = batch
      const [n = 0] = inputs.shape
      const dtype = floatDType('manifoldMixup: inputs', inputs)
      const partners = rng.split('partners').permutation(n)
      const share = drawShares(n, { alpha, per, rng: rng.split('share'), dtype })
      const isAtInputs = rng.split('place').bernoulli(mixesInputs ? 0.5 : 0)
      const behind = where(isAtInputs, 1, share)
      return {
        ...mixedTargets(batch, partners, share),
        inputs: mix(inputs, partners, where(isAtInputs, share, 1)),
        outputChanges: {
          ...batch.outputChanges,
          [layer]: (h: Tensor) => mix(checkedRows(h, { n, layer }), partners, behind),
        },
      }
    },
})

function checkedRows(h: Tensor, { n, layer }: { n: number; layer: string }): Tensor {
  if (h.shape[0] === n) return h
  throw new ShapeError(
    `manifoldMixup: the layer must be called for all ${n} examples at once, got a call of "${layer}" for [${h.shape.join(', ')}]`,
  )
}

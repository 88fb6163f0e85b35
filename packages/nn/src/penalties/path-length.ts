import { mean, norm, stopGradient, tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from './differentiated.ts'
import { slopes } from './second-derivatives.ts'

export const pathLength = definePenalty({
  name: 'pathLength',
  summary: 'Makes equal steps of the inputs change the outputs equally much, wherever they are.',
  formula: 'mean over examples of (‖Jᵀy‖ − a)², y normal / √outputs, a the running mean of ‖Jᵀy‖',
  paper: {
    authors: 'Karras, Laine, Aittala, Hellsten, Lehtinen & Aila',
    year: 2020,
    title: 'Analyzing and improving the image quality of StyleGAN',
    place: 'equation 4',
  },
  cost: 'a backward pass by the inputs, and one through it: about a step more',
  when: 'Generators and decoders: interpolation between latent inputs becomes even. How much the outputs change is not bounded, only kept alike.',
  advice: {
    wants: ['densities'],
    suggested: 'A weight of 2 with the decay of 0.99, as in the paper.',
    notWith: 'Batch normalisation, which mixes the rows.',
    limits: 'It makes lengths alike, not angles, and not small.',
  },
  notes:
    'y is divided by √(numbers in an output), as in the paper’s program, which divides by √pixels, so that sizes do not depend on the resolution. a begins at 0, takes part 1 − decay of each batch’s mean before it is used, counts as constant, and is kept in checkpoints: in the first steps it is too small, and the penalty pulls the lengths down. The paper evaluates it in every 8th step, which is every: 8.',
  aliases: ['pathLengthRegularization', 'ppl'],
  derivatives: 1,
  perExample: true,
  heldConstant: 'the running mean a',
  options: {
    decay: option.number({
      minimum: 0,
      below: 1,
      default: 0.99,
      words: 'how much of the running mean stays from step to step',
    }),
  },
  example: { options: { decay: 0.5 }, value: 0.29402669983378604 },
  make: ({ decay }) =>
    Object.assign(
      (evaluation: Evaluation) => {
        const values = asRows(evaluation.outputs)
        const [, size = 1] = values.shape
        const y = evaluation.rng.normal(values.shape, {
          standardDeviation: 1 / Math.sqrt(size),
          dtype: floatDType('pathLength: outputs', values),
        })
        const lengths = norm(slopes(evaluation, values, y), 2, 1)
        const { average } = evaluation.state
        const before = average?.value.cast(lengths.dtype) ?? tensor(0)
        const length = before.mul(decay).add(stopGradient(mean(lengths)).mul(1 - decay))
        average?.assign(length.cast('float32'))
        return mean(lengths.sub(length).square())
      },
      { init: () => ({ average: tensor(0) }) },
    ),
})

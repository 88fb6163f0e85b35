import { clip } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const box = defineConstraint({
  name: 'box',
  summary: 'Keeps each weight between two bounds: weight clipping.',
  formula: 'w ← min(max(w, minimum), maximum)',
  paper: {
    authors: 'Arjovsky, Chintala & Bottou',
    year: 2017,
    title: 'Wasserstein GAN',
    place: 'algorithm 1',
  },
  cost: 'one pass over the weights',
  when: 'Weights that must stay in a range, such as that of a chip or of what they mean. For a critic that is to be Lipschitz it is the oldest way, and gradientPenalty or spectralNorm the better ones.',
  advice: {
    wants: ['lipschitz', 'diverges'],
    suggested: '−0.01 to 0.01 (Arjovsky et al. 2017), for the critic of a WGAN alone.',
    notWith: 'Layers before a normalisation, where the size of weights changes nothing.',
    limits:
      'The Lipschitz constant that it leaves grows with the width of the layers; weights gather at the bounds (Gulrajani et al. 2017).',
  },
  aliases: ['weightClipping', 'clipWeightsByValue', 'weightClip'],
  options: {
    minimum: option.number({ default: -1, words: 'the least that a weight may be' }),
    maximum: option.number({ default: 1, words: 'the most that a weight may be' }),
    includes: option.parameters({ default: 'kernel', words: 'the variables that are held' }),
  },
  check: ({ minimum, maximum }) =>
    minimum > maximum ? `minimum must be at most maximum, ${maximum}, got ${minimum}` : undefined,
  example: {
    options: { minimum: -0.5, maximum: 2 },
    weights: [
      [3, -1],
      [0.25, 2],
    ],
    value: [
      [2, -0.5],
      [0.25, 2],
    ],
  },
  make: ({ minimum, maximum, includes }) => ({
    parameters: includes,
    project: (value) => clip(value, minimum, maximum),
  }),
})

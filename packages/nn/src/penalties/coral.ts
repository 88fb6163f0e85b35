import { maximum, stack } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { environmentsOption, spreadOf } from './environment-gradients.ts'
import { featuresOf } from './feature-rows.ts'
import { membersOf } from './groups.ts'

/** The option that says what is compared between environments. */
export const comparedOption = option.path({
  default: 'outputs',
  or: ['outputs'],
  words: 'what is compared: the outputs, or the activations of a layer by its path',
})

export const coral = definePenalty({
  name: 'coral',
  summary: 'Makes the covariances of outputs or activations the same in all environments.',
  formula:
    'mean over pairs of environments of ‖Cₐ − C_b‖²_F / (4 d²), Cₑ [d, d] the covariance of the activations in e',
  paper: {
    authors: 'Sun & Saenko',
    year: 2016,
    title: 'Deep CORAL: correlation alignment for deep domain adaptation',
  },
  cost: 'a product of the activations with themselves for each environment',
  when: 'The inputs of environments are distributed otherwise, as by other devices or units, and what is told of them should not be. Cheap, and often as good as any of its kind (Gulrajani & Lopez-Paz 2021).',
  advice: {
    wants: ['otherPlaces'],
    suggested:
      'A weight of 0.1 to 10 on the last hidden layer, with many rows of each environment in a batch.',
    notWith:
      'Environments with other shares of the classes: then equal activations are wrong. Batches with few rows of an environment.',
    limits:
      'It compares covariances alone, not means or anything beyond; mmd compares whole distributions. Where the inputs are distributed alike and only what they mean differs, as in configs/irm.yaml, neither helps: irm and iga do.',
  },
  notes:
    'Covariances are divided by the number of rows less 1. Environments with fewer than two rows in a batch have no covariance, and do not count.',
  aliases: ['deepCoral', 'correlationAlignment'],
  options: { environments: environmentsOption, of: comparedOption },
  // The outputs 1 and 2, and −1 and 1, have the variances 0.5 and 2.
  example: {
    options: { environments: 'site' },
    inputs: [
      [1, 1],
      [1, 0],
      [0, 1],
      [0, -1],
    ],
    targets: [[0], [0], [0], [0]],
    columns: {
      site: [
        [1, 0],
        [1, 0],
        [0, 1],
        [0, 1],
      ],
    },
    value: 0.5625,
  },
  make:
    ({ environments, of }) =>
    (evaluation) => {
      const rows = featuresOf('coral', of, evaluation)
      const members = membersOf('coral', environments, evaluation).cast(rows.dtype)
      const [n = 0, environmentCount = 0] = members.shape
      const covariances = Array.from({ length: environmentCount }, (_, environment) => {
        const share = members.slice([{}, environment]).reshape([n, 1])
        const size = share.sum()
        const center = rows.mul(share).sum(0).div(maximum(size, 1))
        const distances = rows.sub(center).mul(share)
        return distances.matmul(distances, { transposeA: true }).div(maximum(size.sub(1), 1))
      })
      const isThere = members.sum(0).greater(1).cast(rows.dtype)
      const count = maximum(isThere.sum(), 1)
      const spread = spreadOf({ rows: { covariances: stack(covariances) }, isThere, count })
      // Σ over ordered pairs of ‖Cₐ − C_b‖² is 2 · count² times the spread.
      const width = rows.shape[1] ?? 1
      return spread
        .mul(count)
        .div(maximum(count.sub(1), 1))
        .div(2 * width * width)
    },
})

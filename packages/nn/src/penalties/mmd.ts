import { diagonal, maximum, sum, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { comparedOption } from './coral.ts'
import { environmentsOption } from './environment-gradients.ts'
import { featuresOf } from './feature-rows.ts'
import { membersOf } from './groups.ts'
import { twoSites } from './two-sites.ts'

export const mmd = definePenalty({
  name: 'mmd',
  summary: 'Makes the distributions of outputs or activations the same in all environments.',
  formula:
    'mean over pairs of environments of E k(a, a′) + E k(b, b′) − 2 E k(a, b), k(x, y) = exp(−‖x − y‖² / (2 bandwidth²))',
  paper: {
    authors: 'Gretton, Borgwardt, Rasch, Schölkopf & Smola',
    year: 2012,
    title: 'A kernel two-sample test',
    place: 'the biased estimate of the squared maximum mean discrepancy',
  },
  cost: 'the differences of all pairs of rows of the batch, in memory too: n² numbers for each activation',
  when: 'As coral, where environments differ by more than covariances; as a penalty on hidden layers Li, Pan, Wang & Kot (2018) take it.',
  advice: {
    wants: ['otherPlaces'],
    suggested:
      'A weight of 0.1 to 1 on the last hidden layer, with a bandwidth of about the usual distance of two rows there.',
    notWith:
      'Environments with other shares of the classes: then equal activations are wrong. Large batches on wide layers: 1000 rows of 256 activations take 1 GB in float32, and as much for derivatives.',
    limits:
      'Far from the bandwidth it sees nothing: activations that are very near or very far look alike. Of few rows it is too large by chance.',
  },
  notes: 'Environments without rows in a batch do not count. With one environment it is 0.',
  aliases: ['maximumMeanDiscrepancy', 'kernelTwoSample'],
  options: {
    environments: environmentsOption,
    of: comparedOption,
    bandwidth: option.number({
      above: 0,
      default: 1,
      words: 'the distance beyond which two rows are unlike',
    }),
  },
  // The outputs are 1 and 2: 1 + 1 − 2 e^(−½).
  example: {
    options: { environments: 'site' },
    ...twoSites,
    value: 0.7869386805747332,
  },
  make:
    ({ environments, of, bandwidth }) =>
    (evaluation) => {
      const rows = featuresOf('mmd', of, evaluation)
      const members = membersOf('mmd', environments, evaluation).cast(rows.dtype)
      const [n = 0, width = 0] = rows.shape
      const distances = rows.reshape([n, 1, width]).sub(rows.reshape([1, n, width]))
      const kernel = sum(distances.square(), 2)
        .mul(-1 / (2 * bandwidth * bandwidth))
        .exp()
      const sizes = members.sum(0)
      const count = sizes.greater(0).cast(rows.dtype).sum()
      const shares = members.div(where(sizes.greater(0), sizes, 1))
      const between = shares.matmul(kernel.matmul(shares), { transposeA: true })
      const sums = sum(diagonal(between)).mul(count).sub(sum(between)).mul(2)
      return sums.div(maximum(count.mul(count.sub(1)), 1))
    },
})

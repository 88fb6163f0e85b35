import { expect, test } from 'vitest'
import { EpochMeans } from './epoch-means.ts'

test('batches count by their rows', () => {
  const means = new EpochMeans()
  means.add({ loss: 1, penalties: { l2: 4, inputGradient: 0 } }, 3)
  means.add({ loss: 5, penalties: { l2: 8, inputGradient: 1 } }, 1)
  expect(means.values()).toEqual({ loss: 2, penalties: { l2: 5, inputGradient: 0.25 } })
})

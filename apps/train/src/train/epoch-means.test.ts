import { expect, test } from 'vitest'
import { EpochMeans } from './epoch-means.ts'

test('batches count by their rows', () => {
  const means = new EpochMeans()
  const weights = { l2: 0.5, inputGradient: 2 }
  means.add({ loss: 1, penalties: { l2: 4, inputGradient: 0 }, weights }, 3)
  means.add({ loss: 5, penalties: { l2: 8, inputGradient: 1 }, weights }, 1)
  expect(means.values()).toEqual({
    ...{ loss: 2, penalties: { l2: 5, inputGradient: 0.25 }, weights },
    shares: { l2: 0.5, inputGradient: 0.1 },
  })
})

test('a penalty of every second step counts where it was taken, and its share over all', () => {
  const means = new EpochMeans({ flat: 2 })
  means.add({ loss: 1, penalties: { flat: 3 }, weights: { flat: 0.5 } }, 2)
  means.add({ loss: 2, penalties: {}, weights: {} }, 2)
  expect(means.values()).toEqual({
    ...{ loss: 1.5, penalties: { flat: 3 }, weights: { flat: 0.25 } },
    shares: { flat: 1.5 / (1.5 + 3) },
  })
})

test('a loss alone has no weights and no shares', () => {
  const means = new EpochMeans()
  means.add({ loss: 1, penalties: {}, weights: {} }, 2)
  expect(means.values()).toEqual({ loss: 1, penalties: {} })
})

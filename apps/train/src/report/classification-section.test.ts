import { expect, test } from 'vitest'
import { classificationSection } from './classification-section.ts'

test('curves of two classes go by log odds, as auc does, where probabilities round to 1', () => {
  const { blocks } = classificationSection(
    {
      scores: Float32Array.of(0, 1, 0, 1),
      probabilities: Float32Array.of(0, 1, 0, 1),
      logOdds: Float32Array.of(20, 30),
      values: null,
      classes: ['no', 'yes'],
      targets: Int32Array.of(0, 1),
    },
    'validation',
  )
  const roc = blocks.find((block) => block.kind === 'picture' && block.name === 'roc')
  expect(roc).toMatchObject({
    description: expect.stringContaining('"yes" is the positive class. yes: area 1.000.'),
  })
})

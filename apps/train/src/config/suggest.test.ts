import { expect, test } from 'vitest'
import { didYouMean, nearest } from './suggest.ts'

test('the nearest word is a slip of the hand away', () => {
  expect(nearest('learningrate', ['momentum', 'learningRate'])).toBe('learningRate')
  expect(nearest('activaton', ['activation', 'units'])).toBe('activation')
  // Of two as near, the one that begins alike.
  expect(nearest('rlu', ['elu', 'relu'])).toBe('relu')
  expect(nearest('zzz', ['activation', 'units'])).toBeNull()
  expect(nearest('lr', ['l1', 'l2'])).toBeNull()
  // Whole texts are no slips of the hand, and comparing two takes the product of their lengths.
  expect(nearest('x'.repeat(1_000_000), ['x'.repeat(999_999), 'units'])).toBeNull()
  expect(nearest('penalty', ['data', 'penalties'])).toBe('penalties')
  expect(didYouMean('unit', ['units'])).toBe('; did you mean "units"?')
  expect(didYouMean('zzz', ['units'])).toBe('')
})

test.each([
  ['lr', ['learningRate', 'momentum'], 'learningRate'],
  ['batch-size', ['epochs', 'batchSize'], 'batchSize'],
  ['mse', ['squaredError', 'absoluteError'], 'squaredError'],
  ['mse', ['meanSquaredError', 'meanAbsoluteError'], 'meanSquaredError'],
  ['swish', ['silu', 'relu'], 'silu'],
  ['kaiming_normal', ['heUniform', 'heNormal'], 'heNormal'],
])("another program's %s, of %j, is %s", (word, candidates, name) => {
  expect(nearest(word, candidates)).toBe(name)
})

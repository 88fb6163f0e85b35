import { expect, test } from 'vitest'
import { somePreprocessing } from '../run/checkpoint.fixture.ts'
import { contradictionIn } from './contradictions.ts'
import type { CategoricalInput, NumericInput, TargetColumn } from './preprocessing.ts'

const [numeric, categorical] = somePreprocessing.inputs
const { target } = somePreprocessing

test('what training fits is no contradiction', () => {
  expect(contradictionIn(somePreprocessing)).toBeUndefined()
})

test.each<[Partial<NumericInput>, string]>([
  [{ scale: 0 }, 'column "x": its scale must be a number from 1e-150 to 1e+150, got 0'],
  [{ scale: -1 }, 'column "x": its scale must be a number from 1e-150 to 1e+150, got -1'],
  [{ scale: 1e308 }, 'column "x": its scale must be a number from 1e-150 to 1e+150, got 1e+308'],
  [{ scale: Number.NaN }, 'got NaN'],
  [{ offset: Number.NEGATIVE_INFINITY }, 'its offset must be a number from -1e+150 to 1e+150'],
  [{ fill: 1e200 }, 'its fill must be a number from -1e+150 to 1e+150, got 1e+200'],
  [{ fill: null }, 'missing: mean does not go with the filling null'],
  [{ missing: 'drop' }, 'missing: drop does not go with the filling 0.5'],
  [{ name: 'label' }, 'the column "label" comes twice'],
  [{ name: 'island' }, 'the column "island" comes twice'],
])('a number with %j', (changes, words) => {
  if (numeric?.kind !== 'numeric' || categorical === undefined) throw new Error('a number')
  const inputs = [{ ...numeric, ...changes }, categorical]
  expect(contradictionIn({ ...somePreprocessing, inputs })).toContain(words)
})

test.each<[Partial<CategoricalInput>, string]>([
  [{ categories: ['a', 'b', 'a'] }, 'column "island": the category "a" comes twice'],
  [{ categories: [null, null] }, 'the category (missing) comes twice'],
  [{ categories: [] }, 'it has no category'],
  [{ missing: 'mostFrequent' }, 'missing: mostFrequent does not go with the filling (missing)'],
  [{ fill: 'a' }, 'missing: category does not go with the filling "a"'],
  [{ missing: 'mostFrequent', fill: 'a' }, 'the filling "a" is none of its categories'],
])('a category with %j', (changes, words) => {
  if (categorical?.kind !== 'categorical') throw new Error('a category')
  const inputs = [{ ...categorical, ...changes }]
  expect(contradictionIn({ ...somePreprocessing, inputs })).toContain(words)
})

test.each<[TargetColumn, string]>([
  [
    { ...target, kind: 'classes', classes: ['a', 'a'] },
    'column "label": the class "a" comes twice',
  ],
  [{ ...target, kind: 'classes', classes: ['a'] }, 'it has fewer than two classes'],
])('a target %j', (changed, words) => {
  expect(contradictionIn({ ...somePreprocessing, target: changed })).toContain(words)
})

test('no inputs', () => {
  expect(contradictionIn({ ...somePreprocessing, inputs: [] })).toBe('it has no input')
})

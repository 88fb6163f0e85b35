import { catalogue } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { ConfigDraft } from './config-draft.ts'
import { ingredientsFor } from './ingredients.ts'
import { pointsOfSearch } from './points-of-search.ts'

const config = new ConfigDraft({ model: { layers: [{ dense: 4 }, { dropout: 0.1 }] } })
const ingredients = ingredientsFor(config, catalogue)
const changes = (values: readonly unknown[]): number =>
  values.filter((value) => value !== null).length

test('the first point is the config as it is, and no point is there twice', () => {
  const points = pointsOfSearch(ingredients, 80)
  expect(points).toHaveLength(80)
  expect(points[0]).toEqual(ingredients.map(() => null))
  expect(new Set(points.map((values) => JSON.stringify(values))).size).toBe(80)
})

test('of many points each thing is done by itself once, of few none is for sure', () => {
  const singles = ingredients.flatMap(({ choices }) => choices).length + 1
  const many = pointsOfSearch(ingredients, 2 * singles)
  expect(many.slice(1, singles + 1).map(changes)).toEqual(Array(singles).fill(1))
  const few = pointsOfSearch(ingredients, 2 * singles - 1)
  const mean = few.reduce((sum, values) => sum + changes(values), 0) / few.length
  expect(mean).toBeGreaterThan(2.5)
  expect(mean).toBeLessThan(4)
})

test('of one ingredient each point but the first is another strength', () => {
  const dropout = ingredients.filter(({ name }) => name === 'dropout')
  const points = pointsOfSearch(dropout, 12)
  expect(points).toHaveLength(12)
  expect(points.map(changes)).toEqual([0, ...Array(11).fill(1)])
  // There are but two: with it and without.
  const lookahead = ingredients.filter(({ name }) => name === 'lookahead')
  expect(pointsOfSearch(lookahead, 12)).toEqual([[null], [{ lookahead: true }]])
})

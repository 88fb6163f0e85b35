import { expect, it } from 'vitest'
import * as nn from '../index.ts'
import { Catalogue, catalogue } from './catalogue.ts'
import { countMethods, countTable } from './count.ts'

const few = new Catalogue([
  nn.Dense.definition,
  nn.Dropout.definition,
  nn.focal.definition,
  nn.squaredError.definition,
  nn.l2.definition,
  nn.inputGradient.definition,
  nn.ema.definition,
  nn.accuracy.definition,
])

it('counts methods, those that regularize, and those that differentiate a derivative', () => {
  expect(countMethods(few)).toEqual({
    ...{ methods: 8, regularize: 5, differentiateDerivatives: 1 },
    byKind: {
      layer: { methods: 2, regularize: 1, differentiateDerivatives: 0 },
      loss: { methods: 2, regularize: 1, differentiateDerivatives: 0 },
      penalty: { methods: 2, regularize: 2, differentiateDerivatives: 1 },
      average: { methods: 1, regularize: 1, differentiateDerivatives: 0 },
      metric: { methods: 1, regularize: 0, differentiateDerivatives: 0 },
    },
  })
})

it('writes them as a table', () => {
  expect(countTable(countMethods(few))).toEqual([
    ['', 'methods', 'regularize', 'differentiate a derivative'],
    ['layers', '2', '1', '0'],
    ['losses', '2', '1', '0'],
    ['penalties', '2', '2', '1'],
    ['averages', '1', '1', '0'],
    ['metrics', '1', '0', '0'],
    ['all', '8', '5', '1'],
  ])
})

it('counts each method once', () => {
  const { methods, byKind } = countMethods(catalogue)
  expect(methods).toBe(catalogue.definitions.length)
  expect(Object.values(byKind).reduce((sum, count) => sum + count.methods, 0)).toBe(methods)
})

it('knows the layers that regularize', () => {
  const names = [...catalogue.of('layer').values()]
    .filter(({ advice }) => advice !== undefined)
    .map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['dropout', 'residual', 'batchNorm', 'weightNorm', 'spectralNorm']),
  )
  expect(names).not.toContain('dense')
})

import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { linearLayers } from './linear-layers.ts'

const placesOf = (layers: string): string[] =>
  linearLayers(
    parseConfig(`data: { file: d.csv, target: y }\nmodel: { layers: ${layers} }`, 'a.yaml'),
  ).map(({ place, text }) => `${place}: ${text.split(':')[0]}`)

test('dense layers that are linear together with the next one are told of', () => {
  expect(placesOf('[dense: 3]')).toEqual(['model.layers.0: layers.0 has no activation'])
  expect(placesOf('[dense: { units: 3, activation: tanh }, dense: 3, dense: 2]')).toEqual([
    'model.layers.1: layers.1 and layers.2 have no activation',
  ])
  for (const bent of ['activation: tanh', 'batchNorm', 'dropout: 0.1', 'groupSort: 1'])
    expect(placesOf(`[dense: 3, ${bent}]`)).toEqual([])
  expect(placesOf('[]')).toEqual([])
})

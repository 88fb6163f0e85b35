import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { checkIndices } from './check-indices.ts'
import { measuresOf, unmeasuredNotices } from './measures.ts'

const configOf = (layers: readonly unknown[]) =>
  parseConfig(JSON.stringify({ data: { file: 'a.csv', target: 'y' }, model: { layers } }), 'a.yaml')

const embedding = { embedding: { indices: 3, units: 2 } }
const part = (inputs: readonly number[]) => ({
  rows: 2,
  inputs: Float32Array.from(inputs),
  rowNumbers: Int32Array.of(5, 9),
})

test.each([3, -1, 0.5, Number.NaN])(
  'an input %d that is no index is told with its place',
  (bad) => {
    const config = configOf([embedding, 'flatten'])
    expect(() => checkIndices(config, ['a', 'b'], part([0, 2, 1, 0]))).not.toThrow()
    expect(() => checkIndices(config, ['a', 'b'], part([0, 2, 1, bad]))).toThrow(
      `model.layers.0.embedding: takes whole numbers from 0 to 2, got ${bad} for column "b" in row 9; indices says how many there are, and data.scale: none leaves them as they are`,
    )
    expect(() =>
      checkIndices(configOf(['flatten']), ['a', 'b'], part([0, 2, 1, bad])),
    ).not.toThrow()
  },
)

test('what is differentiated by inputs is not measured of indices, wherever a layer takes them', () => {
  const problem = { task: 'regression', features: ['a', 'b'], classes: [] } as const
  for (const layers of [[embedding], [{ dropout: 0.5 }, { sequential: [embedding] }]]) {
    const config = configOf(layers)
    const names = measuresOf(config, problem).map(({ name }) => name)
    expect(names).not.toContain('inputGradientNorm')
    expect(unmeasuredNotices(config, problem)).toContainEqual({
      place: 'model',
      column: null,
      text: 'inputGradientNorm needs derivatives by the inputs, which are indices for embedding: not measured',
    })
  }
  const { metrics } = parseConfig(
    'data: { file: a.csv, target: y }\nmodel: { layers: [] }\nmetrics: { attacked: { fgsm: 0.1 } }',
    'a.yaml',
  )
  const classification = { ...problem, task: 'classification', classes: ['no', 'yes'] } as const
  expect(() => measuresOf({ ...configOf([embedding]), metrics }, classification)).toThrow(
    'metrics.attacked: fgsm needs derivatives by the inputs, which are indices for embedding; leave it out',
  )
  const names = measuresOf(configOf([{ dense: { units: 2 } }]), problem).map(({ name }) => name)
  expect(names).toContain('inputGradientNorm')
})

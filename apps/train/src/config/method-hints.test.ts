import { expect, test } from 'vitest'
import { faultsOf, least } from './faults-of.fixture.ts'

test('a schedule in place of a plain value is told where it belongs', () => {
  const [, unknown] = faultsOf(
    `${least}gradientTransforms: { clipByGlobalNorm: { cosine: { from: 1 } } }\n`,
  )
  expect(unknown).toContain(
    'gradientTransforms.clipByGlobalNorm.cosine: unknown key here; did you mean "gradientTransforms.clipByGlobalNorm.limit.cosine"?',
  )
})

test.each([
  ['{ units: 0 }', 'model.layers.0.dense.units: must be a positive integer, got 0'],
  ['{ units: 2.5 }', 'model.layers.0.dense.units: must be a positive integer, got 2.5'],
  ['{}', 'model.layers.0.dense.units: is missing; it must be a positive integer'],
  [
    '[4]',
    'model.layers.0.dense: must be a positive integer, or a map such as { units: 2 }, got a list',
  ],
  ['{ units: 2, activation: rleu }', 'got "rleu"; did you mean "relu"?'],
  [
    '{ units: 2, activaton: relu }',
    'model.layers.0.dense.activaton: unknown key; did you mean "activation"?',
  ],
])('the dense layer %s is one fault', (dense, fault) => {
  const faults = faultsOf(`data: { file: d, target: y }\nmodel: { layers: [{ dense: ${dense} }] }`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

test.each([
  [
    '- desne: { units: 3 }',
    'configs/a.yaml:4:7 model.layers.0.desne: unknown key; did you mean "dense"?',
  ],
  [
    '- dense',
    'configs/a.yaml:4:7 model.layers.0: dense must have its options, such as dense: { units: 64 }',
  ],
  ['- desne', 'got "desne"; did you mean "dense"?'],
  [
    '- dropout: { rate: 1 }',
    'model.layers.0.dropout.rate: must be a number from 0 up to, but not including, 1, or a schedule such as cosine: { from: 0.01, to: 0 }, got 1',
  ],
  [
    '- 5',
    'model.layers.0: must be a layer, such as { dense: { units: 64 } }, got 5; write { dense: 5 } or { dense: { units: 5 } }',
  ],
  [
    '- relu',
    'got "relu", which is an activation; write { dense: { units: 64, activation: relu } }',
  ],
  ['- adam', 'got "adam", which is an optimizer'],
  ['- -5', 'got -5; sobolev explain layers lists all'],
  ['- [64]', 'got a list; sobolev explain layers lists all'],
  [
    '- { dense: 5, activation: relu }',
    'must name exactly one method, as { dense: { units: 64 } } does, got activation and dense; activation stands among the options of dense: { dense: { units: 5, activation: relu } }',
  ],
  ['- { dense: 5, useBias: false }', 'did you mean "model.layers.0.dense.useBias"?'],
  [
    '- {}',
    'model.layers.0: must name exactly one method, as { dense: { units: 64 } } does, got none',
  ],
])('the layer %s is one fault', (layer, fault) => {
  const faults = faultsOf(`data: { file: d, target: y }\nmodel:\n  layers:\n    ${layer}\n`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

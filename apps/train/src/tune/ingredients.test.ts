import { catalogue } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { ConfigDraft } from './config-draft.ts'
import { dosesOf, take } from './ingredient.ts'
import { ingredientsFor } from './ingredients.ts'

/** What a dose of an ingredient changes in a config. */
function changed(written: object, name: string, dose: unknown, epochs = 10): readonly string[] {
  const draft = new ConfigDraft(written)
  const ingredient = ingredientsFor(draft, catalogue).find((one) => one.name === name)
  if (ingredient === undefined) return ['none']
  take(ingredient, dose, draft, epochs)
  return draft.settings
}

const layers = [{ dense: { units: 8 } }, { activation: 'relu' }, { dense: 4 }]

test.each<[string, object, string, unknown, string]>([
  ['nothing', {}, 'sam', null, ''],
  ['a penalty', {}, 'inputGradient', { inputGradient: 0.1 }, 'penalties.inputGradient=0.1'],
  ['with options of its own', {}, 'sam', { sam: 0.1 }, 'penalties.sam={"weight":1,"radius":0.1}'],
  [
    'one under another name',
    { penalties: { flat: { inputGradient: { weight: 1, p: 1 } } } },
    'inputGradient',
    { inputGradient: 0.1 },
    'penalties.flat={"inputGradient":{"weight":0.1,"p":1}}',
  ],
  [
    'without a term',
    { batchTransforms: { mixup: {}, rowCutout: 0.1 } },
    'mixing',
    'without',
    'batchTransforms={"rowCutout":0.1}',
  ],
  [
    'another of a group in its place',
    { batchTransforms: { rowCutout: 0.1 } },
    'inputNoise',
    { swapNoise: 0.2 },
    'batchTransforms={} batchTransforms.swapNoise=0.2',
  ],
  ['a share of the training', {}, 'average', { swa: 0.75 }, 'average={"swa":8}'],
  ['an average', { average: { ema: 0.9 } }, 'average', { swa: 0.5 }, 'average={"swa":5}'],
  [
    'dropout behind each hidden layer',
    { model: { layers } },
    'dropout',
    { dropout: 0.2 },
    'model.layers=[{"dense":{"units":8}},{"activation":"relu"},{"dropout":0.2},{"dense":4},{"dropout":0.2}]',
  ],
  [
    'a normalisation before dropout',
    { model: { layers: [{ dense: 4 }, { dropout: 0.1 }] } },
    'batchNorm',
    { batchNorm: true },
    'model.layers=[{"dense":4},"batchNorm",{"dropout":0.1}]',
  ],
  [
    'a schedule with another beginning',
    {
      model: {
        layers: [{ dense: 4 }, { dropout: { cosine: { from: 0.1, to: 0.05, hold: 0.5 } } }],
      },
    },
    'dropout',
    { dropout: 0.2 },
    'model.layers=[{"dense":4},{"dropout":{"rate":{"cosine":{"from":0.2,"to":0.1,"hold":0.5}}}}]',
  ],
  [
    'a layer where none is dense',
    { model: { layers: [{ gru: 4 }] } },
    'dropout',
    { dropout: 0.2 },
    'model.layers=[{"gru":4},{"dropout":0.2}]',
  ],
  ['no layer', { model: { layers: [] } }, 'dropout', { dropout: 0.2 }, 'none'],
  [
    'wider',
    { model: { layers } },
    'size',
    { units: 2 },
    'model.layers=[{"dense":16},{"activation":"relu"},{"dense":8}]',
  ],
  [
    'no hidden layer',
    { model: { layers: ['columnEmbedding', ...layers] } },
    'size',
    { noHiddenLayer: true },
    'model.layers=["columnEmbedding"]',
  ],
  [
    'decay by adamw for adam',
    { optimizer: { adam: 0.01 } },
    'weightDecay',
    { adamw: 0.1 },
    'optimizer={"adamw":{"decays":"kernel","weightDecay":0.1}}',
  ],
  [
    'decay for sgd',
    { optimizer: { sgd: { learningRate: 0.1 } } },
    'weightDecay',
    { decayWeights: 0.001 },
    'gradientTransforms.decayWeights=0.001',
  ],
  [
    'decay of what is wrapped',
    { optimizer: { lookahead: { optimizer: { adamw: { beta2: 0.9 } } } } },
    'weightDecay',
    'without',
    'optimizer={"lookahead":{"optimizer":{"adamw":{"beta2":0.9,"weightDecay":0}}}}',
  ],
  [
    'around an optimizer',
    { optimizer: 'adam' },
    'lookahead',
    { lookahead: true },
    'optimizer={"lookahead":{"optimizer":"adam"}}',
  ],
  [
    'what was around it',
    { optimizer: { lookahead: { optimizer: 'adam' } } },
    'lookahead',
    'without',
    'optimizer="adam"',
  ],
  [
    'what takes its epoch by the rows that score it',
    { training: { earlyStopping: { monitor: 'loss' } } },
    'earlyStopping',
    'without',
    'none',
  ],
])('%s', (_, written, name, dose, settings) => {
  expect(changed(written, name, dose).join(' ')).toBe(settings)
})

test('each change of the gradients is tried once, by the optimizer where that can', () => {
  const decay = (optimizer: object): string[] =>
    ingredientsFor(new ConfigDraft({ optimizer }), catalogue)
      .filter(({ name }) => name === 'weightDecay')
      .flatMap(({ choices }) => choices.map(({ name }) => name))
  expect(decay({ adam: {} })).toEqual(['adamw'])
  expect(decay({ sgd: { learningRate: 1 } })).toEqual(['decayWeights'])
  expect(decay({ lion: {} })).toEqual([])
})

test('what is there may be taken away', () => {
  const doses = (written: object): unknown => {
    const [dropout] = ingredientsFor(new ConfigDraft(written), catalogue).filter(
      ({ name }) => name === 'dropout',
    )
    return dropout && dosesOf(dropout, 13)
  }
  const away = expect.objectContaining({ domain: { kind: 'values', values: ['without'] } })
  expect(doses({ model: { layers: [{ dense: 4 }] } })).not.toHaveProperty(
    'parts',
    expect.arrayContaining([away]),
  )
  expect(doses({ model: { layers: [{ dropout: 0.1 }] } })).toHaveProperty(
    'parts',
    expect.arrayContaining([away]),
  )
})

import { Rng } from '@sobolev/core'
import { BatchNorm, Dense, Sequential } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { InputError } from '../errors.ts'
import { checkFitsModel } from './check-fits-model.ts'
import { chooseHead, type ProblemShape } from './head.ts'
import { MethodBuilder } from './method-builder.ts'
import { checkMixedSteps } from './mixed-targets.ts'

const rng = new Rng(0)
const model = new Sequential([new Dense(2, 3, { rng: rng.split(0) })])
const classes: ProblemShape = { task: 'classification', features: ['x', 'y'], classes: ['a', 'b'] }
const regression: ProblemShape = { task: 'regression', features: ['x', 'y'], classes: [] }
const layout = { inputs: {} }
const all = 'layers.0.kernel (role kernel), layers.0.bias (role bias)'

function check(
  settings: string,
  problem: ProblemShape = classes,
  data: string = 'file: a, target: b',
): void {
  const text = `data: { ${data} }\nmodel: { layers: [] }\n${settings}`
  const config = parseConfig(text, 'a.yaml')
  const head = chooseHead(config, problem)
  const { layers } = model
  const learner = { head, layers, variables: model.variables(), inputShape: [2], layout }
  checkFitsModel(config, new MethodBuilder(config.catalogue, 1), learner)
}

test.each([
  ['optimizer: { adamw: { decays: kernel } }'],
  ['constraints: { maxNorm: { limit: 1, includes: [layers.*.kernel] } }'],
  ['penalties: { small: { l2: { weight: 1, includes: all } } }'],
  ['lossTransforms: { labelSmoothing: 0.2 }'],
  ['gradientTransforms: { momentum: 0.5, clipByGlobalNorm: 1 }\noptimizer: { sgd: {} }'],
  [
    'optimizer: { grouped: { optimizer: adam, groups: { slow: { includes: [bias, activation], factor: 0.1, optional: true } } } }',
  ],
])('methods that find what they are for pass: %s', (settings) => {
  expect(() => check(settings)).not.toThrow()
})

test.each([
  [
    'optimizer: { adamw: { decays: scale } }',
    `optimizer.adamw.decays: the role "scale" must select a variable, got ${all}`,
  ],
  [
    'penalties: { first: { elasticWeightConsolidation: { weight: 1, every: 4 } } }',
    'penalties.first.every: must be 1 for elasticWeightConsolidation, which remembers what happens in each step, got 4; leave it out',
  ],
  [
    'penalties: { small: { l2: { weight: 1, includes: layers.1.kernel } } }',
    `penalties.small.l2.includes: the path "layers.1.kernel" must select a variable, got ${all}`,
  ],
  [
    'gradientTransforms: { decayWeights: { weightDecay: 1, decays: [kernel, scale] } }',
    `gradientTransforms.decayWeights.decays: the role "scale" must select a variable, got ${all}`,
  ],
  [
    'constraints: { maxNorm: { includes: bias } }',
    'constraints.maxNorm: maxNorm: unitsAxis must be the axis that counts the units, got none that the layer says for [3]',
  ],
  [
    'batchTransforms: { aside: { randomShift: 1 } }',
    'batchTransforms.aside: randomShift: inputs must be [n, channels, ...sizes], got [1, 2]; data.shape says',
  ],
  [
    'gradientTransforms: { momentum: 0.5 }\noptimizer: { sgd: { momentum: 0.9 } }',
    'optimizer.sgd: must remember by names of its own, got momentum.velocity as gradientTransforms.momentum has; leave one of them out',
  ],
  [
    'optimizer: { grouped: { optimizer: scheduleFreeAdamw, groups: { slow: { includes: kernel, factor: 0.5 } } } }',
    'optimizer.grouped: grouped: slow: the factor must be 1 for an optimizer that evaluates other weights than it trains; give the group an optimizer with another learning rate',
  ],
  [
    'optimizer: { grouped: { optimizer: { grouped: { optimizer: scheduleFreeAdamw, groups: { slow: { includes: kernel, factor: 0.5 } } } }, groups: { same: { includes: bias } } } }',
    'optimizer.grouped.optimizer: grouped: slow: the factor must be 1',
  ],
])('%s is a fault of the config', (settings, message) => {
  expect(() => check(settings)).toThrow(InputError)
  expect(() => check(settings)).toThrow(message)
})

test.each([
  ['', regression, 'the loss of regression'],
  ['loss: binaryCrossEntropy', classes, 'binaryCrossEntropy'],
])(
  'a loss transform that is not for the loss is a fault of the config: %s',
  (loss, problem, got) => {
    const settings = `${loss}\nlossTransforms: { smooth: { labelSmoothing: 0.2 } }`
    expect(() => check(settings, problem)).toThrow(InputError)
    expect(() => check(settings, problem)).toThrow(
      /^lossTransforms\.smooth: labelSmoothing is for .*softmaxCrossEntropy.* alone, got /,
    )
    expect(() => check(settings, problem)).toThrow(got)
  },
)

test('all faults are told at once', () => {
  const settings =
    'optimizer: { adamw: { decays: scale } }\nconstraints: { maxNorm: { includes: scale } }'
  expect(() => check(settings)).toThrow(/constraints\.maxNorm\.includes.*\n.*optimizer\.adamw/)
})

test.each(['randomFlip', 'randomShift', 'colorJitter', 'cutout: 2'])(
  '%s would mix up the features of a step, and is refused for sequences',
  (transform) => {
    const settings = `batchTransforms: { other: { ${transform.includes(':') ? transform : `${transform}: {}`} } }`
    const data = 'file: a, target: b, sequence: { id: c }'
    expect(() => check(settings, classes, data)).toThrow(
      /^batchTransforms\.other: \w+ is for images and series, and would take the steps of data\.sequence/,
    )
    expect(() => check('batchTransforms: { gaussianNoise: 0.1 }', classes, data)).not.toThrow()
  },
)

test.each([
  [
    'batchTransforms: { mixup: {}, again: { manifoldMixup: layers.0 } }',
    'batchTransforms.again: manifoldMixup makes examples of two, as batchTransforms.mixup does; leave one of them out',
  ],
  [
    'batchTransforms: { mixup: {} }\npenalties: { irm: { weight: 1, environments: place } }',
    'batchTransforms.mixup: mixup makes each example of two, and the column "place" that penalties.irm.environments reads is of single ones; leave one of them out',
  ],
  [
    'batchTransforms: { mix: { mixup: {} } }\npenalties: { far: { largeMargin: 1 } }',
    'penalties.far: largeMargin goes by the target of each example, and batchTransforms.mix makes each of two; leave one of them out',
  ],
])('%s is told before training, for examples are made of two', (settings, message) => {
  expect(() => check(settings)).toThrow(InputError)
  expect(() => check(settings)).toThrow(message)
})

test.each(['mixup', 'gaussianNoise'])('%s is no change of indices', (method) => {
  const text = (layers: string) =>
    `data: { file: a, target: b }\nmodel: { layers: [${layers}] }\nbatchTransforms: { other: { ${method}: {} } }`
  const run = (layers: string): void => {
    const config = parseConfig(text(layers), 'a.yaml')
    const head = chooseHead(config, classes)
    const learner = {
      head,
      layers: model.layers,
      variables: model.variables(),
      inputShape: [2],
      layout,
    }
    checkFitsModel(config, new MethodBuilder(config.catalogue, 1), learner)
  }
  expect(() => run('embedding: { indices: 3, units: 2 }, flatten')).toThrow(
    `batchTransforms.other: ${method} changes inputs by parts, and embedding takes whole numbers; leave it out`,
  )
  expect(() => run('flatten')).not.toThrow()
})

test('sequences of differing lengths are not mixed', () => {
  const text =
    'data: { file: a, target: b, sequence: { id: c } }\nmodel: { layers: [] }\nbatchTransforms: { mixup: {} }'
  const config = parseConfig(text, 'a.yaml')
  expect(() => checkMixedSteps(config, { lengths: new Int32Array([2, 3]) })).toThrow(
    'batchTransforms.mixup: mixup makes examples of two, which is for sequences of the same number of steps',
  )
  expect(() => checkMixedSteps(config, { lengths: null })).not.toThrow()
})

test('a change of the loss has a number for each class', () => {
  const settings = (counts: string) => `lossTransforms: { logitAdjustment: { counts: ${counts} } }`
  expect(() => check(settings('[3, 1]'))).not.toThrow()
  expect(() => check(settings('[3, 1, 2]'))).toThrow(
    'lossTransforms.logitAdjustment: logitAdjustment: counts must have a number for each class of logits [n, classes], got 3 for [1, 2]',
  )
})

test('a penalty on what a layer gives names a layer of the model', () => {
  const settings = (layer: string) =>
    `penalties: { few: { activity: { layer: ${layer}, weight: 1 } } }`
  expect(() => check(settings('layers.0'))).not.toThrow()
  expect(() => check(settings('layers.7'))).toThrow(
    'penalties.few.activity.layer: must be the path of a layer of the model, layers.0, got "layers.7"',
  )
})

test('an optimizer selects of what is trained alone', () => {
  const config = parseConfig(
    'data: { file: a, target: b }\nmodel: { layers: [] }\noptimizer: { adamw: { decays: statistic } }',
    'a.yaml',
  )
  const trained = new Sequential([new BatchNorm(2), new Dense(2, 1, { rng })])
  const learner = {
    ...{ head: chooseHead(config, regression), inputShape: [2] },
    ...{ layers: trained.layers, variables: trained.variables(), layout },
  }
  const call = () => checkFitsModel(config, new MethodBuilder(config.catalogue, 1), learner)
  expect(call).toThrow(InputError)
  expect(call).toThrow('optimizer.adamw.decays: the role "statistic" must select a variable')
})

test.each([
  [
    'flooding: 0.1, hardExamples: 0.5',
    'hardExamples: must stand before flooding, after which a loss is no more the larger the worse an example fits',
  ],
  [
    'hardExamples: 0.5, labelSmoothing: 0.1',
    'labelSmoothing: must stand before hardExamples, after which a loss is no more that of one example by itself',
  ],
  [
    'labelSmoothing: 0.1, polyLoss: 1',
    'polyLoss: must stand before labelSmoothing, after which a loss is no more minus the logarithm of a probability',
  ],
  [
    'polyLoss: 1, generalizedCrossEntropy: 0.7',
    'generalizedCrossEntropy: must be without polyLoss, after which a loss is no more minus the logarithm of a probability',
  ],
])('changes of the loss stand in an order that makes sense: %s', (transforms, message) => {
  const reversed = transforms.split(', ').reverse().join(', ')
  expect(() => check(`lossTransforms: { ${transforms} }`)).toThrow(`lossTransforms.${message}`)
  const inOrder = check.bind(null, `lossTransforms: { logitTemperature: 2, ${reversed} }`)
  if (message.includes('must stand before')) expect(inOrder).not.toThrow()
  else expect(inOrder).toThrow(InputError)
})

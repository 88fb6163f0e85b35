import {
  compile,
  exp,
  mean,
  Rng,
  sigmoid,
  softmax,
  stack,
  type Tensor,
  tensor,
  Variable,
} from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { temperatureScaling } from '../calibrations/temperature-scaling.ts'
import { BatchNorm } from '../layers/batch-norm.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { SpectralNorm } from '../layers/spectral-norm.ts'
import { gaussian } from '../losses/gaussian.ts'
import { laplace } from '../losses/laplace.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { batchEnsemble } from './batch-ensemble.ts'
import { combineOutputs } from './combine-outputs.ts'
import { PassEnsemble, SharedEnsemble, WeightEnsemble } from './ensemble-model.ts'
import { rowsForMembers, rowsOfMembers } from './member-rows.ts'
import { snapshotEnsemble } from './snapshot-ensemble.ts'
import { swag } from './swag.ts'
import { tabM } from './tab-m.ts'

const rng = new Rng(4)
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const values = { outputs: 'values' } as const

it('averages probabilities of classifiers, and values', () => {
  const logits = draw('logits', 3, 5, 4).mul(20)
  const wanted = mean(softmax(logits), 0)
  expectClose(softmax(combineOutputs(logits, { outputs: 'classLogits' })), wanted, 1e-12)
  const single = draw('single', 3, 5, 1).mul(5)
  const combined = combineOutputs(single, { outputs: 'binaryLogit' })
  expectClose(sigmoid(combined), mean(sigmoid(single), 0), 1e-12)
  expectClose(combineOutputs(single, values), mean(single, 0), 1e-12)
  const ofLogs = combineOutputs(single, { outputs: 'values', link: 'log' })
  expectClose(exp(ofLogs), mean(exp(single), 0), 1e-9)
  // Logits at which a softmax alone would be 0 or 1.
  expect(combineOutputs(logits.mul(1000), { outputs: 'classLogits' }).data.some(Number.isNaN)).toBe(
    false,
  )
})

it.each([
  ['gaussian', gaussian.definition.predictions?.({ least: 0.1 }), 1],
  ['laplace', laplace.definition.predictions?.({ least: 0.1 }), 2],
] as const)('mixes the distributions of %s', (_, predictions, varianceOfOne) => {
  if (!predictions) throw new TypeError('predicts')
  const outputs = draw('distributions', 4, 6, 2)
  const scaleOf = (second: number): number => 0.1 + Math.exp(second)
  const { mixed, columns } = predictions
  const combined = combineOutputs(outputs, { ...values, mixed })
  const [location, scale] = columns.map(({ of }) => of(combined).data)
  for (let row = 0; row < 6; row++) {
    const of = (index: number): number[] => Array.from(outputs.slice([null, row, index]).data)
    const centre = of(0).reduce((sum, value) => sum + value / 4, 0)
    const square = of(1).reduce((sum, second, member) => {
      const distance = (of(0)[member] ?? 0) - centre
      return sum + (varianceOfOne * scaleOf(second) ** 2 + distance ** 2) / 4
    }, 0)
    expect(location?.[row]).toBeCloseTo(centre, 10)
    expect(scale?.[row]).toBeCloseTo(Math.sqrt(square / varianceOfOne), 10)
  }
})

it('swag keeps the small spread of large float32 weights', () => {
  const ensemble = swag({ start: 0, rank: 2, members: 300 })
  if (ensemble.way !== 'gatheredWeights') throw new TypeError('gathers')
  const w = new Variable(tensor([50]))
  const steps = Array.from({ length: 100 }, (_, step) => 50 + 1e-4 * (step % 2))
  const state = steps.reduce<Tensors>(
    (before, value) => ensemble.gather(before, { w: tensor([value]) }, { w }),
    {},
  )
  const spread = (state['square.w']?.item() ?? 0) - (state['mean.w']?.item() ?? 0) ** 2
  expect(Math.sqrt(spread)).toBeCloseTo(0.5e-4, 5)
  expect(ensemble.members(state, rng)[0]?.w?.dtype).toBe('float32')
})

const modelOf = (): Sequential =>
  new Sequential([
    new Dense(3, 4, { rng: rng.split('first'), dtype: 'float64' }),
    tanh,
    new Dense(4, 2, { rng: rng.split('second'), dtype: 'float64' }),
  ])

it('members with weights of their own predict the mean of their predictions', () => {
  const models = [0, 1, 2].map((seed) => {
    const source = new Rng(seed)
    return new Sequential([new Dense(3, 2, { rng: source, dtype: 'float64' }), new Dropout(0.5)])
  })
  const [first = modelOf()] = models
  const ensemble = new WeightEnsemble(first, 3, values)
  const weights = models.map((model) => valuesOf(model.variables()))
  ensemble.assign(weights)
  expect(Object.keys(ensemble.variables()).slice(0, 2)).toEqual([
    'members.0.layers.0.kernel',
    'members.0.layers.0.bias',
  ])
  const x = draw('x', 5, 3)
  const wanted = mean(
    stack(
      models.map((model) => model.call(x, { training: false })),
      0,
    ),
    0,
  )
  const call = (inputs: Tensor): Tensor => ensemble.call(inputs, { training: false })
  expectClose(call(x), wanted, 1e-12)
  expect(compile(call)(x).data).toEqual(call(x).data)
})

it('members have no weights that the model lacks, and are given all or none', () => {
  const model = new Dense(3, 2, { rng, dtype: 'float64' })
  const ensemble = new WeightEnsemble(model, 2, values)
  const first = valuesOf(model.variables())
  const zeros = mapTensors([first], ([value]) => value.mul(0))
  expect(() => ensemble.assign([zeros])).toThrow(
    'assign: must be given the weights of 2 members, got those of 1',
  )
  expect(() => ensemble.assign([zeros, { kernal: rng.normal([3, 2]) }])).toThrow(
    'assign: member 1: "kernal" must be a variable of the model, which has kernel, bias; did you mean "kernel"?',
  )
  expect(() => ensemble.assign([zeros, { kernel: rng.normal([2, 3]) }])).toThrow(
    'assign: member 1: "kernel" must have shape [3, 2], got [2, 3]',
  )
  for (const member of ensemble.members)
    expect(valuesOf(member).kernel?.data).toEqual(first.kernel?.data)
  const other = new WeightEnsemble(modelOf(), 1, values)
  expect(() => new WeightEnsemble(model, other.members, values)).toThrow(
    'WeightEnsemble: member 0: "layers.0.kernel" must be a variable of the model',
  )
})

const valuesOf = (variables: Readonly<Record<string, Variable>>): Tensors =>
  Object.fromEntries(Object.entries(variables).map(([path, { value }]) => [path, value]))

it.each([
  ['batchEnsemble', batchEnsemble({ members: 3 })],
  ['tabM', tabM({ members: 3 })],
] as const)('%s trains the mean of the losses of members that share kernels', (name, ensemble) => {
  if (ensemble.way !== 'sharedWeights') throw new TypeError('shares weights')
  const single = modelOf()
  const model = ensemble.build(single, rng.split('members'))
  const variables = model.variables()
  const read = (path: string, member: number): Tensor | undefined =>
    variables[path]?.value.slice([member])
  /** The same model, as the formula says. */
  const outputsOf = (x: Tensor, member: number): Tensor =>
    [0, 2].reduce((inputs, layer) => {
      const path = `layers.${layer}.kernel`
      const r = read(`inputFactors.${path}`, member)
      const s = read(`unitFactors.${path}`, member)
      const bias = read(`own.layers.${layer}.bias`, member) ?? 0
      const own = read(`own.${path}`, member)
      const kernel = own ?? variables[path]?.value ?? inputs
      const outputs = r && s ? inputs.mul(r).matmul(kernel).mul(s) : inputs.matmul(kernel)
      return layer === 0 ? tanh(outputs.add(bias)) : outputs.add(bias)
    }, x)
  const x = draw('rows', 4, 3)
  const y = draw('targets', 4, 2)
  const found = rowsOfMembers(model.call(rowsForMembers(x, 3), { training: false }), 3)
  for (const [member, outputs] of found.entries()) expectClose(outputs, outputsOf(x, member), 1e-12)
  const byMember = [0, 1, 2].map((member) => squaredError(outputsOf(x, member), y).mean())
  const { loss, gradients } = objective({ model, loss: squaredError })(
    rowsForMembers(x, 3),
    rowsForMembers(y, 3),
    { training: true, rng },
  )
  expectClose(loss, mean(stack(byMember, 0)), 1e-12)
  // What is not read has no gradient, and would be an error.
  expect(Object.keys(gradients)).toEqual(Object.keys(variables))
  const ofMean = squaredError(mean(stack(found, 0), 0), y)
    .mean()
    .item()
  expect(ofMean).toBeLessThan(loss.item())
  const predicted = new SharedEnsemble(model, 3, values).call(x, { training: false })
  expectClose(predicted, mean(stack(found, 0), 0), 1e-12)
  const kernels = Object.keys(variables).filter((path) => path.endsWith('kernel'))
  expect(kernels).toEqual(
    name === 'tabM'
      ? [
          'layers.0.kernel',
          'inputFactors.layers.0.kernel',
          'unitFactors.layers.0.kernel',
          'own.layers.2.kernel',
        ]
      : [
          'layers.0.kernel',
          'layers.2.kernel',
          'inputFactors.layers.0.kernel',
          'inputFactors.layers.2.kernel',
          'unitFactors.layers.0.kernel',
          'unitFactors.layers.2.kernel',
        ],
  )
})

it.each([
  ['batchEnsemble', batchEnsemble({ members: 3 })],
  ['tabM', tabM({ members: 3 })],
] as const)('%s refuses a layer that remembers its kernels', (name, ensemble) => {
  if (ensemble.way !== 'sharedWeights') throw new TypeError('shares weights')
  const inner = new Sequential([
    new SpectralNorm([new Dense(3, 4, { rng, dtype: 'float64' })], { rng }),
  ])
  const model = new Sequential([inner, new Dense(4, 2, { rng, dtype: 'float64' })])
  expect(() => ensemble.build(model, rng)).toThrow(
    `${name}: members must not share what a layer remembers of its kernels, which differ between them, got SpectralNorm at layers.0.layers.0; take deepEnsemble`,
  )
})

it('passes draw as in training, the same each time, and batch norm goes by its running statistics', () => {
  const norm = new BatchNorm(3, { dtype: 'float64' })
  norm.runningMean.assign(float64([1, 2, 3]))
  const model = new Sequential([norm, new Dropout(0.5)])
  const ensemble = new PassEnsemble(model, 200, values, { rng })
  const x = draw('x', 1, 3)
  const mode = { training: false } as const
  const predicted = ensemble.call(x, mode)
  expect(ensemble.call(x, mode).data).toEqual(predicted.data)
  const few = new PassEnsemble(model, 3, values, { rng })
  const call = (inputs: Tensor): Tensor => few.call(inputs, mode)
  expect(compile(call)(x).data).toEqual(call(x).data)
  const plain = model.call(x, mode)
  // Each unit is 0 or twice itself: over 200 passes the mean has a standard deviation of a fourteenth of it.
  for (const [index, ratio] of predicted.div(plain).data.entries())
    expect(Math.abs(ratio - 1), `${index}`).toBeLessThan(0.3)
  expect(norm.runningMean.value.toArray()).toEqual([1, 2, 3])
  expect(new Set(ensemble.outputsOfMembers(x, mode).slice([null, 0, 0]).data).size).toBe(2)
})

it('snapshots are the last weights at the end of cycles', () => {
  const ensemble = snapshotEnsemble({ cycle: 10, members: 2 })
  if (ensemble.way !== 'gatheredWeights') throw new TypeError('gathers')
  expect([5, 10, 15, 20].filter(ensemble.isDue)).toEqual([10, 20])
  const state = [1, 2, 3].reduce<Tensors>(
    (before, w) => ensemble.gather(before, { 'a.w': tensor(w), b: tensor(-w) }, {}),
    {},
  )
  expect(Object.keys(state)).toEqual(['0.a.w', '0.b', '1.a.w', '1.b'])
  const members = ensemble.members(state, rng).map((member) => member['a.w']?.item())
  expect(members).toEqual([2, 3])
  expect(ensemble.members({}, rng)).toEqual([])
})

it('snapshots are in the order of their cycles, in whatever order a checkpoint has them', () => {
  const ensemble = snapshotEnsemble({ cycle: 1, members: 12 })
  if (ensemble.way !== 'gatheredWeights') throw new TypeError('gathers')
  const weights = Array.from({ length: 12 }, (_, index) => index)
  const state = weights.reduce<Tensors>(
    (before, w) => ensemble.gather(before, { w: tensor(w) }, {}),
    {},
  )
  // Names sorted as texts: 0.w, 1.w, 10.w, 11.w, 2.w, …
  const restored: Tensors = Object.fromEntries(Object.entries(state).sort())
  const values = (of: Tensors) => ensemble.members(of, rng).map(({ w }) => w?.item())
  expect(values(restored)).toEqual(weights)
  const next = ensemble.gather(restored, { w: tensor(12) }, {})
  expect(values(next)).toEqual([...weights.slice(1), 12])
})

it('swag draws weights of the mean and the covariance of those gathered', () => {
  const ensemble = swag({ start: 0, rank: 3, members: 400 })
  if (ensemble.way !== 'gatheredWeights') throw new TypeError('gathers')
  const variables = {
    w: new Variable(float64([0, 0]), { name: 'w' }),
    fixed: new Variable(float64(0), { trainable: false }),
  }
  const weights = [
    [0, 0],
    [2, 1],
    [1, 5],
    [5, 2],
    [2, 2],
  ]
  const state = weights.reduce<Tensors>(
    (before, w) => ensemble.gather(before, { w: float64(w), fixed: float64(1) }, variables),
    {},
  )
  expect(Object.keys(state)).toEqual(['count', 'mean.w', 'square.w', 'deviations.w'])
  expect(state['mean.w']?.toArray()).toEqual([2, 2])
  const moments = [34 / 5, 34 / 5]
  expectClose(state['square.w'] ?? float64(0), moments, 1e-12)
  // The last three, each from the mean at its time: (1, 2), (2, 2) and (2, 2).
  const deviations = float64([
    [1 - 1, 5 - 2],
    [5 - 2, 2 - 2],
    [2 - 2, 2 - 2],
  ])
  expectClose(state['deviations.w'] ?? float64(0), deviations, 1e-12)
  const drawn = stack(
    ensemble.members(state, rng).map(({ w }) => w ?? float64([0, 0])),
    0,
  )
  const centred = drawn.sub(float64([2, 2]))
  const covariance = centred.transpose().matmul(centred).div(400)
  // ½ (34/5 − 4) on the diagonal, and ½ DᵀD / (K − 1): 9 / 4 each.
  expectClose(
    covariance.mul(0.1),
    float64([
      [0.365, 0],
      [0, 0.365],
    ]),
    0.05,
  )
  expect(ensemble.members({}, rng)).toEqual([])
})

it('temperature scaling finds by how much logits were exaggerated, and leaves right ones alone', () => {
  const classes = 3
  const logits = draw('true', 500, classes)
  const cumulative = softmax(logits).matmul(
    float64([
      [1, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
    ]),
  )
  const chances = rng.split('chances').uniform([500, 1], { dtype: 'float64' })
  const targets = int32(Array.from(cumulative.less(chances).cast('int32').sum(1).data))
  const { fit, apply, init } = temperatureScaling()
  const temperatureOf = (outputs: Tensor): number =>
    fit(outputs, targets, softmaxCrossEntropy).temperature?.item() ?? Number.NaN
  // 500 rows: a standard error of about 0.1.
  expect(temperatureOf(logits)).toBeCloseTo(1, 0)
  expect(temperatureOf(logits.mul(3)) / temperatureOf(logits)).toBeCloseTo(3, 5)
  expect(apply(logits, init()).data).toEqual(logits.data)
  // Where every row is right there is no least.
  const surest = temperatureScaling().fit(float64([[0, 1]]), int32([1]), softmaxCrossEntropy)
  expect(surest.temperature?.item()).toBe(1)
  expect(temperatureScaling().remark?.(surest)).toContain('no temperature is the best')
})

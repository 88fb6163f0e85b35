import { compile, Rng, ShapeError, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { SimpleRnn } from '../layers/simple-rnn.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { maskOfLengths } from '../modules/mask-of-lengths.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { activationRegularization } from './activation-regularization.ts'
import { activity } from './activity.ts'
import { centerLoss } from './center-loss.ts'
import { confidencePenalty } from './confidence-penalty.ts'
import { coral } from './coral.ts'
import { decorrelation } from './decorrelation.ts'
import { jacobian } from './jacobian.ts'
import { kineticEnergy } from './kinetic-energy.ts'
import { klSparsity } from './kl-sparsity.ts'
import { lipschitz } from './lipschitz.ts'
import { logitPenalty } from './logit-penalty.ts'
import { mmd } from './mmd.ts'
import type { Penalty } from './penalty.ts'
import { temporalActivationRegularization } from './temporal-activation-regularization.ts'
import { vicregCovariance } from './vicreg-covariance.ts'
import { vicregVariance } from './vicreg-variance.ts'

const rng = new Rng(8)
const training = { training: true, rng } as const

describe('of a hidden layer', () => {
  const x = rng.split('x').normal([3, 2], { dtype: 'float64' })
  const first = new Dense(2, 4, {
    ...{ rng: rng.split('first'), dtype: 'float64' },
    activation: (h) => h.sigmoid(),
  })
  const model = new Sequential([first, new Dense(4, 2, { rng, dtype: 'float64' })])
  const hidden = first.call(x).data
  const of = (penalty: Penalty): number => {
    const batch = { model, loss: squaredError, inputs: x, targets: x }
    return evaluateBatch({ ...batch, mode: training }, penalty).item()
  }
  const sum = (cost: (h: number) => number): number =>
    [...hidden].reduce((total, h) => total + cost(h), 0)

  it('activity is the sum of an example, and its mean', () => {
    expect(of(activity('layers.0'))).toBeCloseTo(sum(Math.abs) / 3, 12)
    const squares = activity({ layer: 'layers.0', of: 'squares' })
    expect(of(squares)).toBeCloseTo(sum((h) => h * h) / 3, 12)
  })

  it.each([
    ['sigmoid', (mean: number) => mean],
    ['tanh', (mean: number) => (mean + 1) / 2],
  ] as const)(
    'klSparsity is the divergence of the mean of each unit: %s',
    (activation, toShare) => {
      const wanted = [0, 1, 2, 3].reduce((total, unit) => {
        const mean = [0, 1, 2].reduce((m, row) => m + (hidden[row * 4 + unit] ?? 0) / 3, 0)
        const share = toShare(mean)
        return total + 0.1 * Math.log(0.1 / share) + 0.9 * Math.log(0.9 / (1 - share))
      }, 0)
      const penalty = klSparsity({ layer: 'layers.0', target: 0.1, activation })
      expect(of(penalty)).toBeCloseTo(wanted, 12)
      expect(of(klSparsity({ layer: 'layers.0', target: 0.1, activation }))).toBeGreaterThan(0)
    },
  )
})

describe('of a recurrent layer', () => {
  const layer = new SimpleRnn(2, { units: 3, rng, returnSequences: true, dtype: 'float64' })
  const model = new Sequential([layer, new SimpleRnn(3, { units: 1, rng, dtype: 'float64' })])
  const x = rng.split('sequences').normal([2, 4, 2], { dtype: 'float64' })
  const lengths = [4, 2]
  const mask = maskOfLengths(int32(lengths), 4)
  const of = (penalty: Penalty, mode = {}): number => {
    const batch = { model, loss: squaredError, inputs: x, targets: float64([0, 0]) }
    return evaluateBatch({ ...batch, mode: { ...training, ...mode } }, penalty).item()
  }
  const at = (row: number, step: number, unit: number): number =>
    layer.call(x, training).data[(row * 4 + step) * 3 + unit] ?? Number.NaN
  const mean = (
    ends: readonly number[],
    cost: (row: number, step: number, unit: number) => number,
  ) => {
    const values = ends.flatMap((end, row) =>
      Array.from({ length: end }, (_, step) => [0, 1, 2].map((unit) => cost(row, step, unit))),
    )
    return values.flat().reduce((total, value) => total + value, 0) / values.flat().length
  }
  const square = (row: number, step: number, unit: number): number => at(row, step, unit) ** 2
  const change = (row: number, step: number, unit: number): number =>
    (at(row, step + 1, unit) - at(row, step, unit)) ** 2

  it('is the mean over examples, steps and units, without those that pad a batch', () => {
    const [ar, tar] = [activationRegularization, temporalActivationRegularization].map((penalty) =>
      penalty({ layer: 'layers.0' }),
    )
    if (!ar || !tar) throw new Error('there are two')
    expect(of(ar)).toBeCloseTo(mean([4, 4], square), 12)
    expect(of(tar)).toBeCloseTo(mean([3, 3], change), 12)
    expect(of(ar, { mask })).toBeCloseTo(mean(lengths, square), 12)
    expect(of(tar, { mask })).toBeCloseTo(mean([3, 1], change), 12)
  })

  it.each<[string, Penalty]>([
    ['activity', activity('layers.0')],
    ['logitPenalty', logitPenalty()],
    ['kineticEnergy of a layer', kineticEnergy({ of: 'layers.0' })],
    ['jacobian', jacobian({ projections: 'all' })],
    ['lipschitz of probabilities', lipschitz({ bound: 0.1, of: 'logProbabilities' })],
  ])('%s is of the steps that there are, as of sequences without padding', (_, penalty) => {
    const ofSteps = new Sequential([layer])
    const at = (inputs: Tensor, mode: object): number => {
      const targets = float64(Array.from({ length: inputs.shape[0] ?? 0 }, () => 0))
      const loss = (outputs: Tensor): Tensor => outputs.sum([1, 2])
      const batch = { model: ofSteps, loss, inputs, targets }
      return evaluateBatch({ ...batch, mode: { ...training, ...mode } }, penalty).item()
    }
    const alone = lengths.map((end, row) =>
      at(x.slice([{ start: row, stop: row + 1 }, { stop: end }]), {}),
    )
    expect(at(x, { mask })).toBeCloseTo(alone.reduce((sum, value) => sum + value) / 2, 12)
    expect(at(x, {})).not.toBeCloseTo(at(x, { mask }), 3)
  })

  it.each<[string, Penalty]>([
    ['klSparsity', klSparsity('layers.0')],
    ['decorrelation', decorrelation('layers.0')],
    ['vicregVariance', vicregVariance('layers.0')],
    ['vicregCovariance', vicregCovariance('layers.0')],
    ['mmd', mmd({ environments: 'site', of: 'layers.0' })],
    ['coral', coral({ environments: 'site', of: 'layers.0' })],
  ])('%s has no statistics of steps that some sequences do not have', (name, penalty) => {
    const site = float64([1, 0, 0, 1]).reshape([2, 2])
    const batch = { loss: squaredError, inputs: x, targets: float64([0, 0]), columns: { site } }
    const at = (mode: object): number =>
      evaluateBatch({ ...batch, model, mode: { ...training, ...mode } }, penalty).item()
    expect(at({})).toBeGreaterThanOrEqual(0)
    expect(() => at({ mask })).toThrow(ShapeError)
    expect(() => at({ mask })).toThrow(
      `${name}: each example must have every feature, got steps of padded sequences as "layers.0"`,
    )
  })

  it('is 0 of a sequence of padding alone, where it goes by what outputs predict', () => {
    const none = float64([1, 1, 0, 0, 0, 0, 0, 0]).reshape([2, 4]).greater(0)
    const batch = { model: layer, loss: () => float64([0, 0]), inputs: x, targets: float64([0, 0]) }
    const entropyAt = (mode: object): number =>
      evaluateBatch({ ...batch, mode: { ...training, ...mode } }, confidencePenalty()).item()
    const first = maskOfLengths(int32([2, 1]), 4)
    expect(entropyAt({ mask: none })).toBeLessThan(0)
    expect(entropyAt({ mask: none })).toBeGreaterThan(entropyAt({ mask: first }))
  })

  it('is refused where the layer gives the last step alone, or one step', () => {
    const last = new SimpleRnn(2, { units: 3, rng, dtype: 'float64' })
    const batch = { loss: squaredError, inputs: x, targets: float64([0, 0]), mode: training }
    const ofLast = (penalty: Penalty) => () =>
      evaluateBatch({ ...batch, model: new Sequential([last, (h) => h.sum(1)]) }, penalty)
    expect(ofLast(activationRegularization('layers.0'))).toThrow(ShapeError)
    expect(ofLast(temporalActivationRegularization('layers.0'))).toThrow(
      'temporalActivationRegularization: the layer must give sequences [n, steps, ...], got [2, 3] of "layers.0"; a recurrent layer does so with returnSequences',
    )
    const one = { ...batch, model, inputs: x.slice([{}, { stop: 1 }]) }
    expect(() => evaluateBatch(one, temporalActivationRegularization('layers.0'))).toThrow(
      'the layer must give two steps or more, got 1',
    )
  })
})

describe('centerLoss', () => {
  const model = new Sequential([
    new Dense(2, 3, { rng: rng.split('a'), dtype: 'float64' }),
    new Dense(3, 4, { rng: rng.split('b'), dtype: 'float64' }),
  ])
  const x = rng.split('batch').normal([5, 2], { dtype: 'float64' })
  const targets = int32([0, 2, 2, 0, 2])
  const makeStep = () =>
    objective({
      ...{ model, loss: softmaxCrossEntropy, rng },
      penalties: { near: { penalty: centerLoss({ layer: 'layers.0', rate: 0.5 }), weight: 1 } },
    })
  const features = model.layers[0]
  const rows = [0, 1, 2, 3, 4].map((row) =>
    [0, 1, 2].map((unit) => {
      const given = features instanceof Dense ? features.call(x) : x
      return given.data[row * 3 + unit] ?? Number.NaN
    }),
  )

  it('is half the squared distance to centres that follow their class', () => {
    const centers = [0, 1, 2, 3].map(() => [0, 0, 0])
    const step = makeStep()
    const compiled = makeStep()
    const run = compile((y: Tensor) => compiled(x, y, training).penalties.near ?? y)
    for (let number = 0; number < 3; number++) {
      const classes = [0, 2, 2, 0, 2]
      const distances = rows.map((row, index) =>
        row.reduce((total, h, unit) => {
          const offset = h - (centers[classes[index] ?? 0]?.[unit] ?? 0)
          return total + offset * offset
        }, 0),
      )
      const wanted = distances.reduce((total, distance) => total + distance / 5 / 2, 0)
      const { penalties } = step(x, targets, training)
      expectClose(penalties.near ?? float64(0), [wanted], 1e-12)
      expect(run(targets).data).toEqual(penalties.near?.data)
      for (const [label, center] of centers.entries())
        for (const unit of [0, 1, 2]) {
          const members = rows.filter((_, index) => classes[index] === label)
          const moves = members.map((row) => (center[unit] ?? 0) - (row[unit] ?? 0))
          const sum = moves.reduce((total, move) => total + move, 0)
          center[unit] = (center[unit] ?? 0) - (0.5 * sum) / (1 + members.length)
        }
      expectClose(step.state()['near.centers'] ?? float64([]), centers.flat(), 1e-12)
    }
  })

  it('says where the layer does not lead into the last', () => {
    const wrong = objective({
      ...{ model, loss: softmaxCrossEntropy, rng },
      penalties: { near: { penalty: centerLoss('layers.1'), weight: 1 } },
    })
    expect(() => wrong(x, targets, training)).toThrow(
      'centerLoss: the layer must give what the last kernel takes, 3 numbers for an example, got 4 of "layers.1"',
    )
  })
})

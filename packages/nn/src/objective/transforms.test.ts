import { compile, mean, Rng, type Tensor, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import type { BatchTransform } from '../batch-transforms/batch-transform.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { flooding } from '../loss-transforms/flooding.ts'
import { hardExamples } from '../loss-transforms/hard-examples.ts'
import type { LossTransform } from '../loss-transforms/loss-transform.ts'
import { selectiveBackprop } from '../loss-transforms/selective-backprop.ts'
import { trimmedLoss } from '../loss-transforms/trimmed-loss.ts'
import { absoluteError } from '../losses/absolute-error.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import type { Loss } from '../losses/loss.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { gradientPenalty } from '../penalties/gradient-penalty.ts'
import { r1Penalty } from '../penalties/r1-penalty.ts'
import { objective } from './objective.ts'
import type { ObjectiveOptions } from './objective-options.ts'

const rng = new Rng(13)
const mode = { training: true, rng: rng.split('step') } as const
const inputs = rng.split('inputs').normal([6, 2], { dtype: 'float64' })
const targets = rng.split('targets').normal([6, 1], { dtype: 'float64' })
const model = new Sequential([
  new Dense(2, 20, { rng: rng.split('first'), dtype: 'float64' }),
  new Dropout(0.5),
  new Dense(20, 1, { rng: rng.split('second'), dtype: 'float64' }),
])

/** What the penalties of an objective see. */
function look(options: Partial<ObjectiveOptions>, at: Parameters<typeof evaluateAt>[0] = mode) {
  let seen: Evaluation | undefined
  const penalty = (evaluation: Evaluation): Tensor => {
    seen = evaluation
    return mean(evaluation.inputGradient().square())
  }
  const result = evaluateAt(at, { ...options, penalties: { look: { penalty, weight: 1 } } })
  if (!seen) throw new Error('the penalty was asked')
  return { ...result, seen }
}
const evaluateAt = (
  at: typeof mode | { readonly training: false },
  options: Partial<ObjectiveOptions>,
) => objective({ model, loss: squaredError, ...options })(inputs, targets, at, 5)

describe('loss transforms', () => {
  const double =
    (loss: Loss): Loss =>
    (outputs, wanted) =>
      loss(outputs, wanted).mul(2)
  const raised =
    (loss: Loss): Loss =>
    (outputs, wanted) =>
      loss(outputs, wanted).add(1)

  it('change the loss that is trained on, in their order; it is the loss that is reported', () => {
    const plain = look({})
    const changed = look({ lossTransforms: { double, raised } })
    expectClose(changed.loss, [plain.loss.item() * 2 + 1])
    expectClose(look({ lossTransforms: { raised, double } }).loss, [plain.loss.item() * 2 + 2])
    expectClose(changed.total, [changed.loss.item() + (changed.penalties.look?.item() ?? 0)])
    expectClose(changed.gradients['layers.0.kernel'] ?? float64(0), slopes(plain, 2, 4))
  })

  /** Of the loss times `a` plus the penalty times `b`. */
  const slopes = (plain: ReturnType<typeof look>, a: number, b: number): Tensor => {
    const whole = plain.gradients['layers.0.kernel'] ?? float64(0)
    const ofLoss = evaluateAt(mode, {}).gradients['layers.0.kernel'] ?? float64(0)
    return ofLoss.mul(a).add(whole.sub(ofLoss).mul(b))
  }

  it('hold for what penalties see', () => {
    const { seen } = look({ lossTransforms: { double } })
    const before = look({}).seen
    expect(seen.losses.data).toEqual(before.losses.mul(2).data)
    expect(seen.loss(seen.outputs, targets).data).toEqual(seen.losses.data)
    expectClose(seen.inputGradient(), before.inputGradient().mul(2))
  })
})

describe('batch transforms', () => {
  const noise: BatchTransform = ({ inputs: x, targets: y }, { rng: source }) => ({
    inputs: x.add(source.normal(x.shape, { dtype: 'float64' })),
    targets: y,
  })
  const half: BatchTransform = ({ inputs: x, targets: y }) => ({
    inputs: x.mul(0.5),
    targets: y.mul(0.5),
  })
  const noiseOf = ({ seen }: { seen: Evaluation }): Tensor => seen.inputs.sub(inputs)

  it('change inputs and targets in their order, before the pass', () => {
    const { seen } = look({ batchTransforms: { noise, half } })
    const first = look({ batchTransforms: { noise } }).seen
    expect(seen.inputs.data).toEqual(first.inputs.mul(0.5).data)
    expect(seen.targets.data).toEqual(targets.mul(0.5).data)
    expect(seen.outputs.data).toEqual(model.call(first.inputs.mul(0.5), mode).data)
  })

  it('draw from sources of their own: masks and the numbers of others stay', () => {
    const same: BatchTransform = (batch, { rng: source }) => {
      source.normal([3])
      return batch
    }
    expect(contents(look({ batchTransforms: { same } }).gradients)).toEqual(
      contents(look({}).gradients),
    )
    const alone = noiseOf(look({ batchTransforms: { noise } }))
    expect(noiseOf(look({ batchTransforms: { same, noise } })).data).toEqual(alone.data)
    expect(noiseOf(look({ batchTransforms: { other: noise } })).data).not.toEqual(alone.data)
  })

  it('hear of the step', () => {
    const steps: number[] = []
    const hear: BatchTransform = (batch, { step }) => {
      steps.push(step.item())
      return batch
    }
    look({ batchTransforms: { hear } })
    expect(steps).toEqual([5])
  })

  it('do nothing when not training, nor in a metric', () => {
    const { seen } = look({ batchTransforms: { noise } }, { training: false })
    expect(seen.inputs.data).toEqual(inputs.data)
    const batch = { model, loss: squaredError, inputs, targets }
    expect(evaluateBatch(batch, (evaluation) => evaluation.outputs).data).toEqual(seen.outputs.data)
  })

  it('may change how many examples there are', () => {
    const first: BatchTransform = ({ inputs: x, targets: y }) => ({
      inputs: x.slice([{ stop: 2 }]),
      targets: y.slice([{ stop: 2 }]),
    })
    expect(look({ batchTransforms: { first } }).seen.losses.shape).toEqual([2])
  })

  it('compiled, have the same bits', () => {
    const step = objective({
      model,
      loss: squaredError,
      batchTransforms: { noise, half },
      lossTransforms: { double: (loss) => (outputs, y) => loss(outputs, y).mul(2) },
    })
    const run = (x: Tensor, source: Rng, at: Tensor): Record<string, Tensor> => {
      const { total, gradients } = step(x, targets, { training: true, rng: source }, at)
      return { total, ...gradients }
    }
    const eager = run(inputs, rng, int32(3))
    expect(contents(compile(run)(inputs, rng, int32(3)))).toEqual(contents(eager))
  })
})

describe('mixed examples', () => {
  const share = float64([1, 0.75, 0.5, 0.25, 0, 0.1])
  const second = targets.add(2)
  const mix: BatchTransform = (batch) => ({ ...batch, mixed: { targets: second, share } })

  it('have a share of each loss, in all that penalties see', () => {
    const { seen, loss } = look({ batchTransforms: { mix } })
    const ofEach = [targets, second].map((wanted) => squaredError(seen.outputs, wanted))
    const wanted = ofEach.map(({ data }) => Array.from(data))
    const losses = Array.from(share.data, (part, i) => {
      const [a = 0, b = 0] = wanted.map((values) => values[i] ?? 0)
      return part * a + (1 - part) * b
    })
    expectClose(seen.losses, losses)
    expectClose(seen.loss(seen.outputs, seen.targets), losses)
    expectClose(loss, [losses.reduce((sum, value) => sum + value) / 6])
    expectClose(seen.loss(seen.outputs, second), wanted[1] ?? [])
    // 2 (f − ỹ) ∂f/∂x for the mixed target ỹ.
    const mean = targets.add(share.neg().add(1).mul(2).reshape([6, 1]))
    const { seen: ofMean } = look({ batchTransforms: { other: (b) => ({ ...b, targets: mean }) } })
    expectClose(seen.inputGradient(), ofMean.inputGradient())
  })

  it.each([
    ['flooding', flooding(3)],
    ['hardExamples', hardExamples(0.5)],
    ['trimmedLoss', trimmedLoss(0.5)],
    ['selectiveBackprop', selectiveBackprop()],
  ] as const)('are compared by their mixed losses: %s', (name, compare) => {
    const root: LossTransform = (before) => (outputs, wanted) => before(outputs, wanted).sqrt()
    const { seen, loss } = look({
      batchTransforms: { mix },
      lossTransforms: { root, [name]: compare },
    })
    // √L of each half, and then what compares, of which the rank of no half is that of the mixed loss.
    const [ofFirst, ofSecond] = [targets, second].map((wanted) =>
      squaredError(seen.outputs, wanted).sqrt(),
    )
    const mixedLosses = (ofFirst ?? share)
      .mul(share)
      .add((ofSecond ?? share).mul(share.neg().add(1)))
    const source = mode.rng.split('lossTransforms').split(name)
    const losses = compare(() => mixedLosses, { step: int32(5), rng: source })(targets, targets)
    expectClose(seen.losses, losses)
    expectClose(seen.loss(seen.outputs, seen.targets), losses)
    expectClose(loss, losses.mean())
  })

  it('of which the mean is above the level of flooding, descend, though those of a half are below', () => {
    // Of outputs 0 the losses of the halves are 0.3 and 2: the mixed mean, 0.64, is above 0.5.
    const outputs = zeros([2, 1], { dtype: 'float64' })
    const zero = new Sequential([new Dense(1, 1, { rng, dtype: 'float64' }), (x) => x.mul(0)])
    const wanted = (value: number): Tensor => outputs.add(value)
    const mixed = { targets: wanted(2), share: float64([0.8, 0.8]) }
    const step = objective({
      model: zero,
      loss: absoluteError,
      batchTransforms: { mixup: (batch) => ({ ...batch, mixed }) },
      lossTransforms: { flood: flooding(0.5) },
    })
    expectClose(step(outputs, wanted(0.3), mode).loss, [0.64])
  })

  it('are mixed once, and are no sequences with padding', () => {
    expect(() => look({ batchTransforms: { mix, again: mix } })).toThrow(
      'again: the examples of a batch must be mixed by one batch transform alone, got a second one',
    )
    const step = objective({ model, loss: squaredError, batchTransforms: { mix } })
    const masked = { ...mode, mask: zeros([6, 2], { dtype: 'bool' }) }
    expect(() => step(inputs, targets, masked)).toThrow(
      'mix: sequences that are mixed must all have the same number of steps, got some with padding',
    )
  })

  it('have no target of their own, which is told to what asks for one', () => {
    const binary = targets.greater(0).cast('float64')
    const layer = new Dense(2, 1, { rng, dtype: 'float64' })
    for (const [name, penalty] of Object.entries({ r1: r1Penalty(), gp: gradientPenalty() })) {
      const options = { loss: binaryCrossEntropy, penalties: { [name]: { penalty, weight: 1 } } }
      const step = objective({ model: layer, ...options, batchTransforms: { mix } })
      const x = rng.split('pairs').normal([6, 2], { dtype: 'float64' })
      expect(() => step(x, binary.reshape([6, 1]), mode)).toThrow(
        `${name}: goes by the target of each example, and the examples of this batch were each mixed of two`,
      )
    }
  })

  it('may be mixed within the model, in every pass', () => {
    const outputChanges = { 'layers.0': (x: Tensor) => x.mul(0) }
    const { seen } = look({ batchTransforms: { within: (batch) => ({ ...batch, outputChanges }) } })
    const bias = model.variables()['layers.2.bias']?.value.item() ?? Number.NaN
    expectClose(seen.outputs, new Array(6).fill(bias))
    expectClose(seen.forward(inputs.mul(3)), new Array(6).fill(bias))
    expectClose(seen.outputsOf('layers.0'), new Array(120).fill(0))
  })
})

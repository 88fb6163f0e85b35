import { checkGradients, compile, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { hasClassTargets } from '../../testing/class-targets.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { Dense } from '../layers/dense.ts'
import { absoluteError } from '../losses/absolute-error.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { bootstrapping } from './bootstrapping.ts'
import { flooding } from './flooding.ts'
import { generalizedCrossEntropy } from './generalized-cross-entropy.ts'
import { hardExamples } from './hard-examples.ts'
import { logitAdjustment } from './logit-adjustment.ts'
import { logitNormalization } from './logit-normalization.ts'
import type { LossTransform } from './loss-transform.ts'
import { polyLoss } from './poly-loss.ts'
import { selectiveBackprop } from './selective-backprop.ts'
import { symmetricCrossEntropy } from './symmetric-cross-entropy.ts'
import { trimmedLoss } from './trimmed-loss.ts'

const rng = new Rng(9)
const context = { step: int32(0), rng }

describe.each([...catalogue.of('lossTransform').values()])('$name', ({ make, example }) => {
  const base = catalogue.of('loss').get(example.loss)
  if (!base) throw new Error('the loss of an example is in the catalogue')
  const classes = hasClassTargets(base.outputs)
  const outputs = rng.split('outputs').normal([6, 2], { dtype: 'float64' })
  const targets = classes
    ? int32([0, 1, 1, 0, 1, 0])
    : rng.split('targets').normal([6, 2], { dtype: 'float64' })
  const transform = make(example.options)
  const loss = transform(base.make(), context)

  it('gives a loss of each example, with right derivatives to order 2', () => {
    expect(loss(outputs, targets).shape).toEqual([6])
    checkGradients((x) => loss(x, targets), [outputs], { order: 2 })
  })

  it('is trained on in a compiled objective, with the same bits', () => {
    const model = new Dense(3, 2, { rng: rng.split('model') })
    const lossTransforms = { changed: transform }
    const evaluate = objective({ model, loss: base.make(), lossTransforms })
    const x = rng.split('x').normal([6, 3])
    const step = (source: Rng): Tensor =>
      evaluate(x, targets.dtype === 'int32' ? targets : targets.cast('float32'), {
        training: true,
        rng: source,
      }).gradients.kernel ?? x
    expect(compile(step)(rng).data).toEqual(step(rng).data)
  })
})

describe('values by their definitions', () => {
  const logits = rng.split('logits').normal([4, 3], { dtype: 'float64' })
  const labels = [2, 0, 1, 1]
  const targets = int32(labels)
  const rows = labels.map((label, row) => {
    const values = [0, 1, 2].map((k) => logits.data[row * 3 + k] ?? 0)
    return { label, values }
  })
  const softmaxOf = (values: readonly number[]): number[] => {
    const powers = values.map((value) => Math.exp(value))
    const sum = powers.reduce((total, power) => total + power, 0)
    return powers.map((power) => power / sum)
  }
  const byRow = (f: (p: readonly number[], label: number) => number): number[] =>
    rows.map(({ label, values }) => f(softmaxOf(values), label))
  const at = (p: readonly number[], label: number): number => p[label] ?? Number.NaN
  const entropy = (p: readonly number[]): number => -p.reduce((sum, v) => sum + v * Math.log(v), 0)

  it.each<[string, LossTransform, number[]]>([
    [
      'generalizedCrossEntropy',
      generalizedCrossEntropy(0.7),
      byRow((p, y) => (1 - at(p, y) ** 0.7) / 0.7),
    ],
    [
      'symmetricCrossEntropy',
      symmetricCrossEntropy({ alpha: 0.3, beta: 2, clip: 6 }),
      byRow((p, y) => -0.3 * Math.log(at(p, y)) + 2 * 6 * (1 - at(p, y))),
    ],
    ['polyLoss', polyLoss(-0.5), byRow((p, y) => -Math.log(at(p, y)) - 0.5 * (1 - at(p, y)))],
    [
      'bootstrapping',
      bootstrapping(0.9),
      byRow((p, y) => -0.9 * Math.log(at(p, y)) + 0.1 * entropy(p)),
    ],
    [
      'bootstrapping, hard',
      bootstrapping({ share: 0.8, hard: true }),
      byRow((p, y) => -0.8 * Math.log(at(p, y)) - 0.2 * Math.log(Math.max(...p))),
    ],
    [
      'logitNormalization',
      logitNormalization(0.5),
      rows.map(({ label, values }) => {
        const length = Math.hypot(...values)
        return -Math.log(at(softmaxOf(values.map((v) => v / (0.5 * length))), label))
      }),
    ],
    [
      'logitAdjustment',
      logitAdjustment({ counts: [5, 1, 4], strength: 0.5 }),
      rows.map(({ label, values }) => {
        const moved = values.map((v, k) => v + 0.5 * Math.log([0.5, 0.1, 0.4][k] ?? 0))
        return -Math.log(at(softmaxOf(moved), label))
      }),
    ],
  ])('%s', (_, transform, wanted) => {
    expectClose(transform(softmaxCrossEntropy, context)(logits, targets), wanted, 1e-12)
  })

  it('logitAdjustment takes the counts of what is trained on', () => {
    const of = (transform: LossTransform, classCounts: readonly number[]): Tensor =>
      transform(softmaxCrossEntropy, { ...context, classCounts })(logits, targets)
    const given = of(logitAdjustment({ counts: [50, 10, 40] }), [])
    expect(of(logitAdjustment(), [5, 1, 4]).data).toEqual(given.data)
    expect(of(logitAdjustment(), [50, 0, 49]).data).toEqual(
      of(logitAdjustment({ counts: [50, 1, 49] }), []).data,
    )
    expect(() => logitAdjustment()(softmaxCrossEntropy, context)(logits, targets)).toThrow(
      'logitAdjustment: needs to know how often each class occurs, got no counts; give counts, or',
    )
    const model = new Dense(3, 3, { rng: rng.split('three'), dtype: 'float64' })
    const lossOf = (transform: LossTransform): number =>
      objective({
        ...{ model, loss: softmaxCrossEntropy, lossTransforms: { adjusted: transform } },
        layout: { inputs: {}, classCounts: [5, 1, 4] },
      })(logits, targets, { training: true, rng }).loss.item()
    expect(lossOf(logitAdjustment())).toBe(lossOf(logitAdjustment({ counts: [5, 1, 4] })))
  })

  it('generalizedCrossEntropy and polyLoss of one logit', () => {
    const [one, label] = [float64([[0.7]]), int32([0])]
    const p = 1 / (1 + Math.exp(0.7))
    const of = (transform: LossTransform): Tensor => transform(binaryCrossEntropy)(one, label)
    expectClose(of(generalizedCrossEntropy(1)), [1 - p], 1e-12)
    expectClose(of(polyLoss(1)), [-Math.log(p) + 1 - p], 1e-12)
  })
})

describe('by the losses of a batch', () => {
  const outputs = float64([[3], [1], [5], [1], [2]])
  const zeros = float64([[0], [0], [0], [0], [0]])
  const of = (transform: LossTransform): number[] => [
    ...transform(absoluteError, context)(outputs, zeros).data,
  ]

  it('hardExamples and trimmedLoss part a batch, also where losses are equal', () => {
    expect(of(hardExamples(0.4))).toEqual([7.5, 0, 12.5, 0, 0])
    expect(of(hardExamples(0.8))).toEqual([3.75, 1.25, 6.25, 0, 2.5])
    expect(of(trimmedLoss(0.4))).toEqual([0, 5 / 3, 0, 5 / 3, 10 / 3])
    expect(of(trimmedLoss(0.8))).toEqual([0, 0, 0, 5, 0])
    expect(of(hardExamples(0.01))).toEqual([0, 0, 25, 0, 0])
    expect(of(trimmedLoss(0))).toEqual([3, 1, 5, 1, 2])
  })

  it('a loss that is NaN is not left out as one of 0', () => {
    const broken = float64([[3], [Number.NaN], [5], [1], [2]])
    for (const transform of [hardExamples(0.4), trimmedLoss(0.8), selectiveBackprop(), flooding(1)])
      expect(transform(absoluteError, context)(broken, zeros).mean().item()).toBeNaN()
  })

  it('flooding has the mean |mean − level| + level', () => {
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / 5
    expect(mean(of(flooding(1)))).toBeCloseTo(2.4, 12)
    expect(mean(of(flooding(3)))).toBeCloseTo(3.6, 12)
    expect(of(flooding(2.4))).toEqual([2.4, 2.4, 2.4, 2.4, 2.4])
  })

  it('flooding trains away from a loss below the level', () => {
    const model = new Dense(1, 1, { rng, dtype: 'float64' })
    const x = float64([[1], [2]])
    const gradients = (lossTransforms: Record<string, LossTransform>): Tensor =>
      objective({ model, loss: squaredError, lossTransforms })(x, x, { training: false }).gradients
        .kernel ?? x
    const plain = gradients({})
    expectClose(gradients({ flood: flooding(1000) }), plain.neg(), 1e-12)
    expect(gradients({ flood: flooding(0) }).data).toEqual(plain.data)
  })

  it('selectiveBackprop draws by the rank, the mean that of those drawn, and anew in each step', () => {
    const counts = [0, 0, 0, 0, 0]
    for (let step = 0; step < 400; step++) {
      const source = { step: int32(step), rng: rng.split(step) }
      const losses = [...selectiveBackprop(2)(absoluteError, source)(outputs, zeros).data]
      const drawn = losses.flatMap((value, index) => (value > 0 ? [index] : []))
      const mean = drawn.reduce((sum, index) => sum + (outputs.data[index] ?? 0), 0) / drawn.length
      expect(losses.reduce((sum, value) => sum + value / 5, 0)).toBeCloseTo(mean, 10)
      for (const index of drawn) counts[index] = (counts[index] ?? 0) + 1
    }
    // Ranks 2, 4, 1, 5 and 3 of five: the chances are the squares of 4, 2, 5, 1 and 3 fifths.
    for (const [index, chance] of [0.64, 0.16, 1, 0.04, 0.36].entries())
      expect(Math.abs((counts[index] ?? 0) / 400 - chance)).toBeLessThan(0.08)
    expect([...selectiveBackprop()(absoluteError)(outputs, zeros).data]).toEqual([3, 1, 5, 1, 2])
  })
})

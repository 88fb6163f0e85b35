import { Rng, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts'
import { focal } from '../losses/focal.ts'
import { hinge } from '../losses/hinge.ts'
import type { Loss } from '../losses/loss.ts'
import { poisson } from '../losses/poisson.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { accuracy } from '../metrics/accuracy.ts'
import { auc } from '../metrics/auc.ts'
import { brierScore } from '../metrics/brier-score.ts'
import { expectedCalibrationError } from '../metrics/expected-calibration-error.ts'
import { logLoss } from '../metrics/log-loss.ts'
import { macroAuc } from '../metrics/macro-auc.ts'
import { meanSquaredError } from '../metrics/mean-squared-error.ts'
import { sgd } from '../optimizers/sgd.ts'
import { fit } from './fit.ts'
import type { FitOptions } from './fit-options.ts'

const rng = new Rng(9)
const inputs = rng.split('x').normal([20, 2])
const targets = inputs.sum(1).greater(0).cast('int32')
const metrics = { accuracy, auc, brierScore, expectedCalibrationError, logLoss, macroAuc }

/** The figures of a model that stays as it is, and its outputs. */
async function figuresOf(
  loss: Loss,
  units: number,
  given: FitOptions['metrics'],
  wanted: Tensor = targets,
): Promise<{ figures: Readonly<Record<string, number>>; outputs: Tensor }> {
  const model = new Dense(2, units, { rng: rng.split('model') })
  const examples = { inputs, targets: wanted }
  const { epochs } = await fit({
    ...{ model, loss, optimizer: sgd({ learningRate: 0 }), training: examples, rng, epochs: 1 },
    ...{ validation: examples, ...(given && { metrics: given }), compiled: false },
  })
  return { figures: epochs[0]?.validation ?? {}, outputs: model.call(inputs) }
}

describe('metrics of the library get what they take', () => {
  test('probabilities and log-odds of logits', async () => {
    const { figures, outputs } = await figuresOf(softmaxCrossEntropy, 2, metrics)
    const probabilities = outputs.softmax(1)
    const odds = outputs.matmul([[-1], [1]])
    expect(figures.logLoss).toBeCloseTo(figures.loss ?? Number.NaN, 6)
    expect({ ...figures, loss: 0 }).toEqual({
      loss: 0,
      accuracy: accuracy(outputs, targets),
      auc: auc(odds, targets),
      brierScore: brierScore(probabilities, targets),
      expectedCalibrationError: expectedCalibrationError(probabilities, targets),
      logLoss: logLoss(probabilities, targets),
      macroAuc: macroAuc(probabilities, targets),
    })
  })

  test('scores and probabilities of one logit', async () => {
    const { figures, outputs } = await figuresOf(binaryCrossEntropy, 1, metrics)
    const hits = outputs.reshape([20]).greater(0).equal(targets.cast('bool'))
    expect(figures.accuracy).toBeCloseTo(hits.cast('float32').mean().item(), 6)
    expect(figures.logLoss).toBeCloseTo(figures.loss ?? Number.NaN, 6)
    expect(figures.auc).toBe(auc(outputs, targets))
  })

  test('values of their logarithms', async () => {
    const counts = tensor(Array.from({ length: 20 }, (_, i) => i % 3))
    const { figures, outputs } = await figuresOf(poisson, 1, { meanSquaredError }, counts)
    expect(figures.meanSquaredError).toBe(meanSquaredError(outputs.exp(), counts))
  })

  test('also where the loss has options of its own', async () => {
    const loss = focal.definition.make({ gamma: 1 })
    const { figures, outputs } = await figuresOf(loss, 2, { surprise: logLoss })
    expect(figures.surprise).toBe(logLoss(outputs.softmax(1), targets))
  })
})

test('a function of one’s own gets the outputs', async () => {
  const seen: Tensor[] = []
  const metric = (predictions: Tensor): number => seen.push(predictions)
  const { outputs } = await figuresOf(softmaxCrossEntropy, 2, { metric })
  expect(seen[0]?.toArray()).toEqual(outputs.toArray())
})

test.each<[string, Loss, number]>([
  ['hinge', hinge, 2],
  ['a loss of one’s own', (outputs, wanted) => softmaxCrossEntropy(outputs, wanted), 2],
])(
  'probabilities that %s knows nothing of are refused before the first step',
  async (_, loss, units) => {
    await expect(figuresOf(loss, units, { nll: logLoss })).rejects.toThrow(
      'fit: metrics.nll takes probabilities, and the loss does not say how they come of the outputs; say it, where they are the logits of classes as nll: (outputs, targets) => logLoss(outputs.softmax(1), targets)',
    )
  },
)

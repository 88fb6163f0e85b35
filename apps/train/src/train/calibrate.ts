import { type Tensor, tensor } from '@sobolev/core'
import {
  binaryCrossEntropy,
  type Calibration,
  expectedCalibrationError,
  type Module,
  type StoredTensor,
  softmaxCrossEntropy,
} from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import { foldRange, rowsWithin } from '../data/part-rows.ts'
import { joined } from '../data/rows.ts'
import { exampleShape, examplesAtOnce, maskOf, sliceBatch } from './batch.ts'
import { rowsOfSteps } from './padded-targets.ts'
import type { Predictor } from './predictor.ts'
import { toStored } from './stored-weights.ts'

/** What a calibration changed, on the part that it was fitted on. */
export interface CalibrationResult {
  /** What was fitted, such as `temperature`. */
  readonly numbers: Readonly<Record<string, number>>
  /** On the validation part. */
  readonly before: CalibrationFigures
  readonly after: CalibrationFigures
}

/** How well probabilities say how often they are right. */
interface CalibrationFigures {
  readonly expectedCalibrationError: number
  readonly logLoss: number
}

/** Weights with the numbers of a calibration among them. */
export interface Calibrated {
  readonly weights: ReadonlyMap<string, StoredTensor>
  readonly result: CalibrationResult
  /** What is to be known of the numbers, in words; null where there is nothing. */
  readonly remark: string | null
}

/** Fits a calibration to what a predictor, not calibrated yet, gives for a part. */
export function calibrate(
  calibration: Calibration,
  predictor: Predictor,
  stored: ReadonlyMap<string, StoredTensor>,
  part: Part,
): Calibrated {
  const { head } = predictor
  const outputs = tensor(outputsOf(predictor, part), {
    shape: [part.targets.length, head.outputs],
  })
  const targets = tensor(Int32Array.from(part.targets))
  const ofRows = head.outputKind === 'binaryLogit' ? binaryCrossEntropy : softmaxCrossEntropy
  const weights = relativeWeights(part)
  const logLoss = (x: Tensor, y: Tensor): Tensor => {
    const losses = ofRows(x, y)
    return weights === null ? losses : losses.mul(weights.cast(losses.dtype))
  }
  const fitted = calibration.fit(outputs, targets, logLoss)
  const figuresOf = (x: Tensor): CalibrationFigures => ({
    expectedCalibrationError: expectedCalibrationError(head.probabilities?.(x) ?? x, targets),
    logLoss: logLoss(x, targets).mean().item(),
  })
  const numbers = Object.entries(fitted)
  return {
    remark: calibration.remark?.(fitted) ?? null,
    weights: new Map([
      ...stored,
      ...toStored(
        Object.fromEntries(numbers.map(([name, value]) => [`calibration.${name}`, value])),
      ),
    ]),
    result: {
      numbers: Object.fromEntries(numbers.map(([name, value]) => [name, value.item()])),
      before: figuresOf(outputs),
      after: figuresOf(calibration.apply(outputs, fitted)),
    },
  }
}

/** What each target counts, by the weight of its row; steps of a sequence share it, as they do in the loss. Their mean is 1; null where all count alike. */
function relativeWeights({ weights, targets, stepRows }: Part): Tensor | null {
  if (weights === undefined) return null
  const ofTargets =
    stepRows === undefined
      ? weights
      : Array.from(weights).flatMap((weight, row) => {
          const steps = (stepRows.starts[row + 1] ?? 0) - (stepRows.starts[row] ?? 0)
          return Array.from({ length: steps }, () => weight / steps)
        })
  const counts = tensor(Float64Array.from(ofTargets), { shape: [targets.length] })
  return counts.div(counts.mean())
}

/** [targets, outputs]; of folds those of members that were not trained on them. */
function outputsOf(predictor: Predictor, part: Part): Float32Array {
  const { folds } = part
  if (folds === undefined) return outputsOfModel(predictor.model, predictor, part)
  const ofFolds = Array.from(folds.subarray(1), (_, fold) =>
    outputsOfModel(predictor.ofFold(fold), predictor, rowsWithin(part, foldRange(part, fold))),
  )
  return joined(ofFolds, (length) => new Float32Array(length))
}

function outputsOfModel(model: Module, { head, inputShape }: Predictor, part: Part): Float32Array {
  const width = head.outputs
  const outputs = new Float32Array(part.targets.length * width)
  const shape = exampleShape(part, inputShape)
  const atOnce = examplesAtOnce(part.steps)
  for (let begin = 0; begin < part.rows; begin += atOnce) {
    const end = Math.min(part.rows, begin + atOnce)
    const { inputs, lengths } = sliceBatch(part, begin, end, shape)
    const { data } = model.call(inputs, { training: false, ...maskOf(inputs, lengths) })
    const ofTargets = rowsOfSteps(data, part, { begin, end, width })
    outputs.set(ofTargets, (part.stepRows?.starts[begin] ?? begin) * width)
  }
  return outputs
}

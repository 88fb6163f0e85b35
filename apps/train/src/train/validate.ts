import { compile, compileAll, type Tensor } from '@sobolev/core'
import { evaluateBatch, type Module } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import { foldRange, rowsWithin } from '../data/part-rows.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { type Batch, exampleShape, examplesAtOnce, maskOf, sliceBatch } from './batch.ts'
import { exampleLoss } from './example-loss.ts'
import type { PartFigures } from './figures.ts'
import type { Learner } from './learner.ts'
import { MAX_OUTPUTS } from './measured-predictions.ts'
import type { Measure } from './measures.ts'
import { rowsOfSteps } from './padded-targets.ts'
import { type MeasuredBatch, PartMeter, type Validated } from './part-meter.ts'
import type { Predictor } from './predictor.ts'

/** Measures a part: how good the learner is there. */
export type Validate = (part: Part) => Validated

/** Measures what comes batch by batch, in the memory of some of them. */
export interface BatchesMeter {
  add(batch: Part): void
  finish(): Validated
}

/** What a batch comes to: for each example its outputs, its loss, and what the metrics of an evaluation say. */
interface BatchFigures {
  readonly outputs: Tensor
  /** Where metrics ask for them, and each example has one target. */
  readonly probabilities?: Tensor
  readonly losses: Tensor
  readonly byExample: Readonly<Record<string, Tensor>>
}

/** A function that gives the figures of a part; see `measurer`. */
export const validator = (...args: Parameters<typeof measurer>): Validate => measurer(...args).whole

/**
 * What gives the figures of a part: `loss` as it is trained on but without penalties, by the weights of rows
 * where there are some, and what the measures say, for which each row counts alike; those that give tables apart. The
 * folds of a part are each measured by the members that were not trained on them. One compiled program does the work of
 * a model unless `eager`.
 */
export function measurer(
  learner: Learner & Partial<Pick<Predictor, 'ofFold'>>,
  target: TargetColumn,
  measures: readonly Measure[],
  eager: boolean = false,
): { readonly whole: Validate; readonly inBatches: () => BatchesMeter } {
  const { head } = learner
  const programOf = (model: Module): Evaluate => {
    const evaluate = evaluationBy(learner, model, measures)
    return eager ? evaluate : compile(evaluate)
  }
  const run = programOf(learner.model)
  const ofFolds = new Map<number, typeof run>()
  const runOfFold = (fold: number): typeof run => {
    const known = ofFolds.get(fold) ?? programOf(learner.ofFold?.(fold) ?? learner.model)
    ofFolds.set(fold, known)
    return known
  }
  const addFolds = (meter: PartMeter, part: Part, folds: Int32Array): void => {
    for (let fold = 0; fold + 1 < folds.length; fold++)
      add(meter, rowsWithin(part, foldRange(part, fold)), runOfFold(fold))
  }
  const add = (meter: PartMeter, part: Part, run: Evaluate): void => {
    for (const { batch, measured } of batchesOf(learner, part)) meter.add(measured(run(batch)))
  }
  return {
    whole(part) {
      const meter = new PartMeter({ head, target, measures })
      if (part.folds) addFolds(meter, part, part.folds)
      else add(meter, part, run)
      return meter.finish()
    },
    inBatches() {
      const meter = new PartMeter({ head, target, measures }, MAX_OUTPUTS)
      return { add: (part) => add(meter, part, run), finish: () => meter.finish() }
    },
  }
}

/**
 * Gives the figures of a part for each of several learners that are alike, with threads for learners and not for parts of
 * one after the other; null for those that have no part.
 */
export function validateAll(
  learners: readonly Learner[],
  target: TargetColumn,
  measures: readonly Measure[],
): (parts: readonly (Part | null)[]) => readonly (PartFigures | null)[] {
  const run = compileAll(
    learners.map((learner): Evaluate => evaluationBy(learner, learner.model, measures)),
  )
  return (parts) => {
    const meters = learners.map(({ head }) => new PartMeter({ head, target, measures }))
    const waiting = learners.map((learner, index) => {
      const part = parts[index]
      return part ? batchesOf(learner, part) : [].values()
    })
    for (;;) {
      const next = waiting.map((batches) => batches.next().value)
      if (next.every((batch) => batch === undefined)) break
      const figures = run(next.map((each) => (each ? [each.batch] : null)))
      for (const [index, each] of next.entries()) {
        const ofBatch = figures[index]
        if (each && ofBatch) meters[index]?.add(each.measured(ofBatch))
      }
    }
    return meters.map((meter, index) => (parts[index] ? meter.finish().figures : null))
  }
}

type Evaluate = (batch: Batch) => BatchFigures

function evaluationBy(
  learner: Pick<Learner, 'head' | 'layout' | 'hasStepTargets'>,
  model: Module,
  measures: readonly Measure[],
): Evaluate {
  const { head, layout } = learner
  const loss = exampleLoss(head.loss, learner)
  const probabilitiesOf =
    !learner.hasStepTargets && measures.some(({ takes }) => takes === 'probabilities')
      ? head.probabilities
      : null
  return ({ inputs, targets, lengths }) => {
    const mode = { training: false, ...maskOf(inputs, lengths) } as const
    return evaluateBatch({ model, loss, inputs, targets, layout, mode }, (evaluation) => ({
      outputs: evaluation.outputs,
      ...(probabilitiesOf && { probabilities: probabilitiesOf(evaluation.outputs) }),
      losses: evaluation.losses,
      byExample: Object.fromEntries(
        measures.flatMap(({ name, metric }) =>
          metric.takes === 'evaluation' ? [[name, metric.measure(evaluation)]] : [],
        ),
      ),
    }))
  }
}

/** The batches of a part, and what a meter takes of what each of them comes to. */
function* batchesOf(
  { head, inputShape }: Pick<Learner, 'head' | 'inputShape'>,
  part: Part,
): Generator<
  { readonly batch: Batch; readonly measured: (of: BatchFigures) => MeasuredBatch },
  undefined
> {
  const shape = exampleShape(part, inputShape)
  const atOnce = examplesAtOnce(part.steps)
  const width = head.outputs
  for (let begin = 0; begin < part.rows; begin += atOnce) {
    const end = Math.min(part.rows, begin + atOnce)
    const { weights, ...batch } = sliceBatch(part, begin, end, shape)
    const starts = part.stepRows?.starts
    yield {
      batch,
      measured: ({ outputs, probabilities, losses, byExample }) => ({
        examples: end - begin,
        outputs: Float32Array.from(rowsOfSteps(outputs.data, part, { begin, end, width })),
        probabilities: probabilities && Float32Array.from(probabilities.data),
        targets: part.targets.subarray(starts?.[begin] ?? begin, starts?.[end] ?? end),
        losses: losses.data,
        weights: weights?.data,
        byExample,
      }),
    }
  }
}

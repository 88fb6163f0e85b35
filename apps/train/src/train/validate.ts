import { compile, stack, type Tensor, tensor } from '@sobolev/core'
import { evaluateBatch, type Table } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { distancesInUnits, predictionsInUnits, targetsInUnits } from '../data/target-units.ts'
import { type Batch, exampleShape, examplesAtOnce, maskOf, sliceBatch } from './batch.ts'
import { exampleLoss } from './example-loss.ts'
import { unavailableFigures } from './figure-remarks.ts'
import type { PartFigures } from './figures.ts'
import type { Head } from './head.ts'
import type { Learner } from './learner.ts'
import type { Measure } from './measures.ts'
import { rowsOfSteps } from './padded-targets.ts'
import type { PartTables, TableColumns } from './records.ts'

/** How good a learner is on a part. */
export interface Validated {
  readonly figures: PartFigures
  /** The metrics that give tables, computed at the call. */
  readonly tables: () => PartTables
}

/** Measures a part: how good the learner is there. */
export type Validate = (part: Part) => Validated

/** What a batch comes to: for each example its outputs, its loss, and what the metrics of an evaluation say. */
interface BatchFigures {
  readonly outputs: Tensor
  readonly losses: Tensor
  readonly byExample: Readonly<Record<string, Tensor>>
}

/**
 * A function that gives the figures of a part: `loss` as it is trained on but without penalties, by the weights of rows
 * where there are some, and what the measures say, for which each row counts alike; those that give tables apart. One
 * compiled program does the work of the model unless `eager`.
 */
export function validator(
  learner: Learner,
  target: TargetColumn,
  measures: readonly Measure[],
  eager: boolean = false,
): Validate {
  const { model, head, inputShape, layout } = learner
  const trainedLoss = exampleLoss(head.loss, learner)
  const evaluate = ({ inputs, targets, lengths }: Batch): BatchFigures => {
    const mode = { training: false, ...maskOf(inputs, lengths) } as const
    return evaluateBatch(
      { model, loss: trainedLoss, inputs, targets, layout, mode },
      (evaluation) => ({
        outputs: evaluation.outputs,
        losses: evaluation.losses,
        byExample: Object.fromEntries(
          measures.flatMap(({ name, metric }) =>
            metric.takes === 'evaluation' ? [[name, metric.measure(evaluation)]] : [],
          ),
        ),
      }),
    )
  }
  const run = eager ? evaluate : compile(evaluate)
  return (part) => {
    const outputs = new Float32Array(part.targets.length * head.outputs)
    const sums = new Map<string, number>()
    const add = (name: string, { data }: Tensor, weights?: Tensor): void => {
      sums.set(name, (sums.get(name) ?? 0) + sumOf(data, weights?.data))
    }
    const shape = exampleShape(part, inputShape)
    const atOnce = examplesAtOnce(part.steps)
    for (let begin = 0; begin < part.rows; begin += atOnce) {
      const end = Math.min(part.rows, begin + atOnce)
      const { weights, ...examples } = sliceBatch(part, begin, end, shape)
      const batch = run(examples)
      const width = head.outputs
      const ofTargets = rowsOfSteps(batch.outputs.data, part, {
        begin,
        end,
        width,
      })
      outputs.set(ofTargets, (part.stepRows?.starts[begin] ?? begin) * width)
      add('loss', batch.losses, weights)
      for (const [name, values] of Object.entries(batch.byExample)) add(name, values)
    }
    const whole = tensor(outputs, { shape: [part.targets.length, head.outputs] })
    const predictions = predictionsOf(head, target, whole)
    const wanted = wantedOf(target, part.targets)
    const unavailable = unavailableFigures(part.targets, target, measures)
    const mean = (name: string): number => (sums.get(name) ?? 0) / part.rows
    const figures = measures.flatMap((measure): [string, number | null][] => {
      const { name, takes, columns, metric } = measure
      if (metric.takes === 'evaluation' || takes === 'evaluation') return [[name, mean(name)]]
      if (metric.gives === 'table') return []
      const isAvailable = unavailable[name] === undefined
      return [[name, isAvailable ? metric.measure(predictions(takes, columns), wanted) : null]]
    })
    const loss = (sums.get('loss') ?? 0) / (part.weights ? sumOf(part.weights) : part.rows)
    const tables = (): PartTables =>
      Object.fromEntries(
        measures.flatMap(({ name, takes, columns, metric }): [string, TableColumns | null][] => {
          if (metric.gives !== 'table' || takes === 'evaluation') return []
          if (unavailable[name] !== undefined) return [[name, null]]
          return [[name, columnsOf(metric.measure(predictions(takes, columns), wanted))]]
        }),
      )
    return { figures: { loss, ...Object.fromEntries(figures) }, tables }
  }
}

type PredictionKind = Exclude<Measure['takes'], 'evaluation'>

/** What metrics take for predictions, by outputs [n, head.outputs]; each is computed once. */
function predictionsOf(
  head: Head,
  target: TargetColumn,
  outputs: Tensor,
): (kind: PredictionKind, columns?: readonly string[]) => Tensor {
  const known = new Map<string, Tensor>()
  const predict: {
    readonly [K in PredictionKind]: (columns?: readonly string[]) => Tensor | undefined
  } = {
    classScores: () => head.scores?.(outputs),
    probabilities: () => head.probabilities?.(outputs),
    // Not by probabilities, which tie where they round to 0 or 1.
    logOdds: () => head.logOdds?.(outputs),
    values: (names) => {
      const [center] = head.columns ?? []
      const values = head.columns?.flatMap(({ name, of, isDistance }, index) => {
        if (!(names?.includes(name) ?? index === 0)) return []
        const { data } = of(outputs)
        const numbers = isDistance
          ? distancesInUnits(target, data, center?.of(outputs).data ?? [])
          : predictionsInUnits(target, data)
        return [tensor(numbers)]
      })
      return names === undefined ? values?.[0] : values && stack(values, 1)
    },
  }
  return (kind, columns) => {
    const key = [kind, ...(columns ?? [])].join()
    const predictions = known.get(key) ?? predict[kind](columns)
    if (predictions === undefined) throw new RangeError(`validate: the model gives no ${kind}`)
    known.set(key, predictions)
    return predictions
  }
}

/** Class numbers as they are, values in the units of the file. */
const wantedOf = (target: TargetColumn, targets: Part['targets']): Tensor =>
  tensor(targets instanceof Int32Array ? targets : targetsInUnits(target, targets))

const columnsOf = (table: Table): TableColumns =>
  Object.fromEntries(Object.entries(table).map(([name, column]) => [name, column.toArray()]))

function sumOf(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1), 0)
}

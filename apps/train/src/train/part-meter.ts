import { concat, type Tensor, tensor } from '@sobolev/core'
import { type Accumulation, joinCounts } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { joined, joinedTargets } from '../data/rows.ts'
import { unavailableFigures } from './figure-remarks.ts'
import type { FigureRemarks, PartFigures } from './figures.ts'
import type { Head } from './head.ts'
import { columnsOf, predictionsOf, sumOf, wantedOf } from './measured-predictions.ts'
import type { Measure } from './measures.ts'
import type { PartTables, TableColumns } from './records.ts'

/** How good a learner is on a part. */
export interface Validated {
  readonly figures: PartFigures
  /** The metrics that give tables, computed at the call. */
  readonly tables: () => PartTables
  /** The targets of all rows, or steps. */
  readonly targets: Part['targets']
}

/** What a batch comes to. */
export interface MeasuredBatch {
  /** How many examples it has. */
  readonly examples: number
  /** [targets, outputs] */
  readonly outputs: Float32Array
  /** Of each target, of these outputs, where they are known. */
  readonly probabilities?: Float32Array | undefined
  readonly targets: Part['targets']
  /** Of each example. */
  readonly losses: ArrayLike<number>
  /** How much each example counts in the loss; alike where there are none. */
  readonly weights?: ArrayLike<number> | undefined
  /** What the metrics of an evaluation say of each example. */
  readonly byExample: Readonly<Record<string, Tensor>>
}

type PredictionMeasure = Measure & { readonly takes: Exclude<Measure['takes'], 'evaluation'> }

/** Puts the figures of a part together out of its batches. */
export class PartMeter {
  readonly #head: Head
  readonly #target: TargetColumn
  readonly #measures: readonly Measure[]
  readonly #maxOutputs: number
  readonly #sums = new Map<string, number>()
  readonly #targets: Part['targets'][] = []
  #examples = 0
  readonly #weights = { sum: 0, loss: 0, first: Number.NaN, differ: false }
  /** Of the batches that are not counted yet. */
  #outputs: Float32Array[] = []
  #probabilities: Float32Array[] = []
  #numbers = 0
  /** What was counted, by the names of metrics; undefined before anything is. */
  #counts: Map<string, readonly number[]> | undefined
  /** Predictions that metrics need of all rows. */
  readonly #predictions = new Map<string, Tensor[]>()
  #counted = 0

  /**
   * @param maxOutputs numbers of outputs that are kept. Of more only what metrics of ranks and curves need is kept, and
   * figures that batches add up to are put together: the same but for roundings.
   */
  constructor(
    { head, target, measures }: { head: Head; target: TargetColumn; measures: readonly Measure[] },
    maxOutputs: number = Number.POSITIVE_INFINITY,
  ) {
    this.#head = head
    this.#target = target
    this.#measures = measures
    this.#maxOutputs = maxOutputs
  }

  add(batch: MeasuredBatch): void {
    const { examples, outputs, probabilities, targets, losses, weights, byExample } = batch
    this.#examples += examples
    this.#targets.push(targets)
    this.#outputs.push(outputs)
    if (probabilities) this.#probabilities.push(probabilities)
    this.#numbers += outputs.length
    this.#addTo('loss', losses)
    for (const [name, { data }] of Object.entries(byExample)) this.#addTo(name, data)
    if (weights !== undefined) {
      const known = this.#weights
      known.loss += sumOf(losses, weights)
      if (Number.isNaN(known.first)) known.first = weights[0] ?? Number.NaN
      for (let i = 0; i < weights.length; i++) {
        const weight = weights[i] ?? 0
        known.sum += weight
        known.differ ||= weight !== known.first
      }
    }
    if (this.#numbers >= this.#maxOutputs) this.#count()
  }

  finish(): Validated {
    const targets = joinedTargets(this.#targets)
    if (this.#counts !== undefined) this.#count()
    const unavailable = unavailableFigures(targets, this.#target, this.#measures)
    const measure = this.#measuring(targets)
    const figures = this.#measures.flatMap((measured): [string, number | null][] => {
      const { name, metric } = measured
      if (!ofPredictions(measured) || metric.takes === 'evaluation')
        return [[name, (this.#sums.get(name) ?? 0) / this.#examples]]
      if (metric.gives === 'table') return []
      return [[name, unavailable[name] === undefined ? measure(measured, metric) : null]]
    })
    const { differ, loss, sum } = this.#weights
    const meanLoss = differ ? loss / sum : (this.#sums.get('loss') ?? 0) / this.#examples
    return {
      figures: { loss: meanLoss, ...Object.fromEntries(figures) },
      tables: () => this.#tables(measure, unavailable),
      targets,
    }
  }

  #tables(measure: Measuring, unavailable: FigureRemarks): PartTables {
    return Object.fromEntries(
      this.#measures.flatMap((measured): [string, TableColumns | null][] => {
        const { name, metric } = measured
        if (!ofPredictions(measured) || metric.takes === 'evaluation' || metric.gives !== 'table')
          return []
        if (unavailable[name] !== undefined) return [[name, null]]
        return [[name, columnsOf(measure(measured, metric))]]
      }),
    )
  }

  /** What computes a metric: of what was counted, or of all predictions. */
  #measuring(targets: Part['targets']): Measuring {
    const counts = this.#counts
    const wanted = once(() => wantedOf(this.#target, targets))
    const predictions =
      counts === undefined
        ? this.#waiting()
        : (key: PredictionMeasure) => concat(this.#predictions.get(keyOf(key)) ?? [], 0)
    return ({ name, ...measured }, { accumulation, measure }) =>
      counts !== undefined && accumulation !== undefined
        ? accumulation.figure(counts.get(name) ?? [])
        : measure(predictions({ name, ...measured }), wanted())
  }

  /** The predictions of the batches that are not counted. */
  #waiting(): (measured: PredictionMeasure) => Tensor {
    const outputs = joined(this.#outputs, (length) => new Float32Array(length))
    const rows = outputs.length / this.#head.outputs
    const known = this.#probabilities
    const probabilities = joined(known, (length) => new Float32Array(length))
    const predictions = predictionsOf(
      this.#head,
      this.#target,
      tensor(outputs, { shape: [rows, this.#head.outputs] }),
      known.length > 0 && known.length === this.#outputs.length
        ? tensor(probabilities, { shape: [rows, probabilities.length / rows] })
        : undefined,
    )
    return ({ takes, columns }) => predictions(takes, columns)
  }

  /** Counts what the batches come to that are not counted yet, and lets their outputs go. */
  #count(): void {
    if (this.#outputs.length === 0) return
    const counts = this.#counts ?? new Map<string, readonly number[]>()
    const predictions = this.#waiting()
    const wanted = wantedOf(this.#target, joinedTargets(this.#targets.slice(this.#counted)))
    const keptKeys = new Set<string>()
    for (const measured of this.#measures) {
      const { name, metric } = measured
      if (!ofPredictions(measured) || metric.takes === 'evaluation') continue
      const predicted = predictions(measured)
      const { accumulation } = metric
      if (accumulation !== undefined) {
        const added = accumulation.count(predicted, wanted)
        const before = counts.get(name)
        counts.set(name, before === undefined ? added : joinCounts(accumulation, before, added))
        continue
      }
      const key = keyOf(measured)
      if (!keptKeys.has(key))
        this.#predictions.set(key, [...(this.#predictions.get(key) ?? []), predicted])
      keptKeys.add(key)
    }
    this.#counts = counts
    this.#counted = this.#targets.length
    this.#outputs = []
    this.#probabilities = []
    this.#numbers = 0
  }

  #addTo(name: string, values: ArrayLike<number>): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + sumOf(values))
  }
}

/** Computes a metric of predictions. */
type Measuring = <Figure>(measured: PredictionMeasure, metric: MetricOf<Figure>) => Figure

interface MetricOf<Figure> {
  readonly measure: (predictions: Tensor, targets: Tensor) => Figure
  readonly accumulation?: Accumulation<void, Figure>
}

const ofPredictions = (measure: Measure): measure is PredictionMeasure =>
  measure.takes !== 'evaluation'

const keyOf = ({ takes, columns }: PredictionMeasure): string => [takes, ...(columns ?? [])].join()

/** A value that is computed when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}

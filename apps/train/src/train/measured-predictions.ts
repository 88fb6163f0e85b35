import { stack, type Tensor, tensor } from '@sobolev/core'
import type { Table } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { distancesInUnits, predictionsInUnits, targetsInUnits } from '../data/target-units.ts'
import type { Head } from './head.ts'
import type { Measure } from './measures.ts'
import type { TableColumns } from './records.ts'

/** Outputs that are worked on together where there may be more than fit into memory. */
export const MAX_OUTPUTS: number = 1 << 20

/** What metrics take for predictions. */
export type PredictionKind = Exclude<Measure['takes'], 'evaluation'>

/**
 * What metrics take for predictions, by outputs [n, head.outputs]; each is computed once. `probabilities`: those of the
 * outputs, where they are known.
 */
export function predictionsOf(
  head: Head,
  target: TargetColumn,
  outputs: Tensor,
  probabilities?: Tensor,
): (kind: PredictionKind, columns?: readonly string[]) => Tensor {
  const known = new Map<string, Tensor>()
  const predict: {
    readonly [K in PredictionKind]: (columns?: readonly string[]) => Tensor | undefined
  } = {
    classScores: () => {
      const scores =
        head.scores !== null && head.scores === head.probabilities
          ? predictions('probabilities')
          : head.scores?.(outputs)
      return scores && (head.ranks?.(scores) ?? scores)
    },
    probabilities: () => probabilities ?? head.probabilities?.(outputs),
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
  const predictions = (kind: PredictionKind, columns?: readonly string[]): Tensor => {
    const key = [kind, ...(columns ?? [])].join()
    const found = known.get(key) ?? predict[kind](columns)
    if (found === undefined) throw new RangeError(`validate: the model gives no ${kind}`)
    known.set(key, found)
    return found
  }
  return predictions
}

/** Class numbers as they are, values in the units of the file. */
export const wantedOf = (target: TargetColumn, targets: Part['targets']): Tensor =>
  tensor(targets instanceof Int32Array ? targets : targetsInUnits(target, targets))

export const columnsOf = (table: Table): TableColumns =>
  Object.fromEntries(Object.entries(table).map(([name, column]) => [name, column.toArray()]))

export function sumOf(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1), 0)
}

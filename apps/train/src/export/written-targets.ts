import type { TargetColumn } from '../data/preprocessing.ts'
import type { GraphWriter, Value } from './graph/graph-writer.ts'
import { writeStraightened } from './written-curves.ts'

/** Predictions [...] of what is trained on in the units of the file, float64, none beyond the range of the target. */
export function writePrediction(writer: GraphWriter, target: TargetColumn, value: Value): Value {
  const { apply, number, wide, inUnits } = float64(writer, target, value)
  const prediction = inUnits(wide(value))
  if (target.kind !== 'number' || target.range === undefined) return prediction
  const [low, high] = target.range
  return apply('Min', apply('Max', prediction, number(low)), number(high))
}

/** Distances [...] from centers, as `distancesInUnits`. */
export function writeDistance(
  writer: GraphWriter,
  target: TargetColumn,
  distance: Value,
  center: Value,
): Value {
  const { apply, number, wide, inUnits } = float64(writer, target, distance)
  const distances = wide(distance)
  if (target.kind !== 'number' || target.curve === undefined)
    return apply('Mul', distances, number(target.kind === 'number' ? target.scale : 1))
  const centers = wide(center)
  const above = inUnits(apply('Add', centers, distances))
  const below = inUnits(apply('Sub', centers, distances))
  return apply('Div', apply('Sub', above, below), number(2))
}

function float64(writer: GraphWriter, target: TargetColumn, { shape }: Value) {
  const { mean, scale, curve } =
    target.kind === 'number' ? target : { mean: 0, scale: 1, curve: undefined }
  const apply = (operator: string, ...inputs: Value[]): Value =>
    writer.emit(operator, inputs, { type: 'float64', shape })
  const number = (value: number): Value => writer.scalar(value, 'float64')
  const wide = (value: Value): Value =>
    writer.emit('Cast', [value], { type: 'float64', shape }, { to: 11 })
  const inUnits = (numbers: Value): Value => {
    const moved = apply('Add', apply('Mul', numbers, number(scale)), number(mean))
    return curve === undefined ? moved : writeStraightened(writer, moved, curve)
  }
  return { apply, number, wide, inUnits }
}

import { type Shape, Tensor } from '@sobolev/core'
import { type Columns, maskOfLengths, rowsForMembers } from '@sobolev/nn'
import { featuresIn, unpacked } from '../data/packed-columns.ts'
import type { Part } from '../data/part.ts'
import { paddedTargets } from './padded-targets.ts'

/** Some examples of a part as tensors. */
export interface Batch {
  /** float32 [rows, ...shape]. */
  readonly inputs: Tensor
  /** int32 class numbers or float32 values, [rows], or [rows, steps] with −1 or NaN behind the end of a sequence. */
  readonly targets: Tensor
  /** float32 [rows]; none where each row counts alike. */
  readonly weights?: Tensor
  /** What methods read of the rows, by name: float32 [rows], or of groups [rows, groups] with a 1 in each row. */
  readonly columns?: Columns
  /** int32 [rows]: how many steps each sequence has; `null`: all that there is room for, or no sequences. */
  readonly lengths: Tensor | null
}

/** The mask of sequences in a batch for the mode that a model is called in; nothing where all have the same steps. */
export function maskOf(inputs: Tensor, lengths: Tensor | null): { readonly mask?: Tensor } {
  return lengths === null ? {} : { mask: maskOfLengths(lengths, inputs.shape[1] ?? 0) }
}

/** How many examples go through a model together where nothing is trained, which bounds the memory. */
export function examplesAtOnce(steps: number | null): number {
  return steps === null ? 1024 : Math.max(16, Math.min(1024, Math.floor(65_536 / steps)))
}

/** The shape of one example of a part. `inputShape`: of one that is trained on, which may have fewer steps. */
export function exampleShape({ steps }: Pick<Part, 'steps'>, inputShape: Shape): Shape {
  return steps === null ? inputShape : [steps, ...inputShape.slice(1)]
}

/** Each row as often as there are members, one copy after the other. */
export function repeatRows(batch: Batch, members: number): Batch {
  const { inputs, targets, weights, columns, lengths } = batch
  const repeated = (rows: Tensor): Tensor => rowsForMembers(rows, members)
  return {
    inputs: repeated(inputs),
    targets: repeated(targets),
    ...(weights && { weights: repeated(weights) }),
    ...(columns && {
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, repeated(column)]),
      ),
    }),
    lengths: lengths && repeated(lengths),
  }
}

/** The rows `order[begin]` to `order[end - 1]` of a part, in that order. */
export function gatherBatch(
  part: Part,
  order: ArrayLike<number>,
  begin: number,
  end: number,
  shape: Shape = [featuresOf(part)],
): Batch {
  const rows = end - begin
  const stored = part.rows === 0 ? 0 : part.inputs.length / part.rows
  const inputs = new Float32Array(rows * stored)
  const isClasses = part.targets instanceof Int32Array
  const targets = isClasses ? new Int32Array(rows) : new Float32Array(rows)
  const weights = part.weights && new Float32Array(rows)
  const lengths = part.lengths && new Int32Array(rows)
  copyRows(part.inputs, order, { begin, end, width: stored }, inputs)
  for (let i = 0; i < rows; i++) {
    const row = order[begin + i] ?? 0
    targets[i] = part.targets[row] ?? 0
    if (weights !== undefined) weights[i] = part.weights?.[row] ?? 1
    if (lengths !== null) lengths[i] = part.lengths?.[row] ?? 0
  }
  const { stepRows } = part
  const columns = part.columns && pickColumns(part.columns, (i) => order[begin + i] ?? 0, rows)
  const ofSteps =
    stepRows &&
    paddedTargets(
      part,
      Array.from({ length: rows }, (_, i) => order[begin + i] ?? 0),
    )
  return batchOf([rows, ...shape], {
    inputs: unpacked(inputs, part.packed),
    targets: ofSteps ?? targets,
    weights,
    columns,
    lengths,
    stepRows,
  })
}

/** Up to so many numbers a row is copied faster one by one. */
const shortRow = 64

/** Copies the rows `order[begin]` to `order[end - 1]`, of `width` numbers each, to `to` from an offset on. */
function copyRows(
  from: Float32Array,
  order: ArrayLike<number>,
  { begin, end, width }: { readonly begin: number; readonly end: number; readonly width: number },
  to: Float32Array,
  offset: number = 0,
): void {
  let next = offset
  for (let i = begin; i < end; i++) {
    const first = (order[i] ?? 0) * width
    if (width > shortRow) to.set(from.subarray(first, first + width), next)
    else for (let j = 0; j < width; j++) to[next + j] = from[first + j] ?? 0
    next += width
  }
}

/** The rows `begin` to `end - 1` of a part as they lie, without a copy unless they are packed. */
export function sliceBatch(
  part: Part,
  begin: number,
  end: number,
  shape: Shape = [featuresOf(part)],
): Batch {
  const stored = part.rows === 0 ? 0 : part.inputs.length / part.rows
  const inputs = part.inputs.subarray(begin * stored, end * stored)
  return batchOf([end - begin, ...shape], {
    inputs: unpacked(inputs, part.packed),
    targets: part.stepRows
      ? paddedTargets(
          part,
          Int32Array.from({ length: end - begin }, (_, i) => begin + i),
        )
      : part.targets.subarray(begin, end),
    weights: part.weights?.subarray(begin, end),
    columns: part.columns && pickColumns(part.columns, (i) => begin + i, end - begin),
    lengths: part.lengths?.subarray(begin, end) ?? null,
    stepRows: part.stepRows,
  })
}

/** The columns of some rows of a part. */
function pickColumns(
  columns: NonNullable<Part['columns']>,
  rowOf: (index: number) => number,
  rows: number,
): Columns {
  const picked = Object.entries(columns).map(([name, { groups, values }]): [string, Tensor] => {
    const width = groups ?? 1
    const numbers = new Float32Array(rows * width)
    for (let i = 0; i < rows; i++) {
      const value = values[rowOf(i)] ?? 0
      if (groups === null) numbers[i] = value
      else numbers[i * width + value] = 1
    }
    return [name, new Tensor(groups === null ? [rows] : [rows, groups], 'float32', numbers)]
  })
  return Object.fromEntries(picked)
}

function batchOf(
  shape: Shape,
  {
    inputs,
    targets,
    weights,
    columns,
    lengths,
    stepRows,
  }: Pick<Part, Exclude<keyof Batch, 'columns'> | 'stepRows'> & {
    readonly columns: Columns | undefined
  },
): Batch {
  const dtype = targets instanceof Int32Array ? 'int32' : 'float32'
  return {
    inputs: new Tensor(shape, 'float32', inputs),
    targets: new Tensor(shape.slice(0, stepRows ? 2 : 1), dtype, targets),
    ...(columns && { columns }),
    ...(weights && { weights: new Tensor(shape.slice(0, 1), 'float32', weights) }),
    lengths: lengths && new Tensor(shape.slice(0, 1), 'int32', lengths),
  }
}

function featuresOf(part: Part): number {
  return part.rows === 0 ? 0 : featuresIn(part) / part.rows
}

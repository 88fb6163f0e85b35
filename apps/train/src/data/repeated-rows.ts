import type { Dataset, Part } from './dataset.ts'
import type { Notice } from './notice.ts'

/** A line for each part that shares rows with the training part. */
export function repeatedNotices(
  { training, validation, test }: Pick<Dataset, 'training' | 'validation' | 'test'>,
  place: string,
): Notice[] {
  return Object.entries({ validation, test }).flatMap(([name, part]): Notice[] => {
    const count = part === null ? 0 : repeatedRows(training, part)
    if (part === null || count === 0) return []
    const share = Number(((100 * count) / part.rows).toPrecision(3))
    const text = `${count} of ${part.rows} ${name} rows (${share} %) are training rows too, with the same inputs and target, so figures come out too good; remove rows that occur twice, or mark the parts with data.validation: { column: … }`
    return [{ place, column: null, text }]
  })
}

/** How many rows of `part` occur in `training` too, with the same inputs and the same target. */
export function repeatedRows(training: Part, part: Part): number {
  const known = new Map<number, number[]>()
  for (let row = 0; row < training.rows; row++) {
    const hash = hashOf(training, row)
    const same = known.get(hash)
    if (same === undefined) known.set(hash, [row])
    else if (!same.some((other) => isSame(training, row, training, other))) same.push(row)
  }
  let repeated = 0
  for (let row = 0; row < part.rows; row++) {
    const candidates = known.get(hashOf(part, row)) ?? []
    if (candidates.some((other) => isSame(part, row, training, other))) repeated++
  }
  return repeated
}

function hashOf({ inputs, targets, rows }: Part, row: number): number {
  const features = inputs.length / rows
  const bits = new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length)
  let hash = targets[row] ?? 0
  for (let i = row * features; i < (row + 1) * features; i++) {
    // FNV-1a by words, and a shift, as the lowest bits of most inputs are 0.
    hash = Math.imul(hash ^ (bits[i] ?? 0), 0x01000193)
    hash ^= hash >>> 15
  }
  return hash
}

function isSame(one: Part, row: number, other: Part, otherRow: number): boolean {
  if (one.targets[row] !== other.targets[otherRow]) return false
  const features = one.inputs.length / one.rows
  const [begin, otherBegin] = [row * features, otherRow * features]
  for (let i = 0; i < features; i++) {
    if (one.inputs[begin + i] !== other.inputs[otherBegin + i]) return false
  }
  return true
}

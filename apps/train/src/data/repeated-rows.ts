import type { Notice } from './notice.ts'
import type { Part, Parts } from './part.ts'

/** A line for each part that shares rows with the training part. */
export function repeatedNotices({ training, validation, test }: Parts, place: string): Notice[] {
  return Object.entries({ validation, test }).flatMap(([name, part]): Notice[] => {
    const count = part === null ? 0 : repeatedRows(training, part)
    if (part === null || count === 0) return []
    const share = Number(((100 * count) / part.rows).toPrecision(3))
    const text = `${count} of ${part.rows} ${name} rows (${share} %) are training rows too, with the same inputs and target, so figures come out too good; remove rows that occur twice, or mark the parts with data.validation: { column: … }`
    return [{ place, column: null, text }]
  })
}

/** How many rows of `part` occur in `training` too, with the same inputs and the same target. */
function repeatedRows(training: Part, part: Part): number {
  const [reference, candidate] = [withBits(training), withBits(part)]
  const slots = slotsFor(training.rows)
  for (let row = 0; row < training.rows; row++) {
    const slot = slotOf(slots, training, reference, row)
    if (slots[slot] === FREE) slots[slot] = row
  }
  let repeated = 0
  for (let row = 0; row < part.rows; row++) {
    if (slots[slotOf(slots, training, candidate, row)] !== FREE) repeated++
  }
  return repeated
}

/** Marks a slot of the hash table that holds no row. */
const FREE = -1

/** A hash table of rows, at most half full, whose length is a power of 2. */
function slotsFor(rows: number): Int32Array {
  let length = 2
  while (length < 2 * rows) length *= 2
  return new Int32Array(length).fill(FREE)
}

/** The slot of the training row that is the same as a row of a part, or the free one where it would be. */
function slotOf(slots: Int32Array, training: Part, part: HashedPart, row: number): number {
  const mask = slots.length - 1
  for (let slot = hashOf(part, row) & mask; ; slot = (slot + 1) & mask) {
    const other = slots[slot] ?? FREE
    if (other === FREE || isSame(part, row, training, other)) return slot
  }
}

/** A part with the bits of its inputs, to be hashed. */
interface HashedPart extends Part {
  readonly bits: Uint32Array
}

function withBits(part: Part): HashedPart {
  const { buffer, byteOffset, length } = part.inputs
  return { ...part, bits: new Uint32Array(buffer, byteOffset, length) }
}

function hashOf({ bits, targets, rows }: HashedPart, row: number): number {
  const features = bits.length / rows
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

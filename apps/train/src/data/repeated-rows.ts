import type { Notice } from './notice.ts'
import type { Part, Parts } from './part.ts'
import { exampleWord } from './sequences.ts'
import type { Table } from './table.ts'

/** A line for each part that shares examples with the training part. */
export function repeatedNotices(
  {
    training,
    validation,
    test,
  }: Pick<Parts, 'training' | 'test'> & { readonly validation: Part | null },
  { place, sequences }: Pick<Table, 'place' | 'sequences'>,
): Notice[] {
  const examples = `${exampleWord({ sequences })}s`
  return Object.entries({ validation, test }).flatMap(([name, part]): Notice[] => {
    const count = part === null ? 0 : repeatedRows(training, part)
    if (part === null || count === 0) return []
    const text = `${count} of ${part.rows} ${name} ${examples} (${percent(count, part)} %) are training ${examples} too, with the same inputs and target, so figures come out too good; remove ${examples} that occur twice, or mark the parts with data.validation: { column: … }`
    return [{ place, column: null, text }]
  })
}

/** A line for rows that occur in several folds. */
export function repeatedInFoldsNotices(
  part: Part,
  folds: Int32Array,
  { place, sequences }: Pick<Table, 'place' | 'sequences'>,
): Notice[] {
  const count = rowsInSeveralFolds(part, folds)
  if (count === 0) return []
  const examples = `${exampleWord({ sequences })}s`
  const text = `${count} of ${part.rows} ${examples} (${percent(count, part)} %) occur in another fold too, with the same inputs and target, so figures come out too good; remove ${examples} that occur twice`
  return [{ place, column: null, text }]
}

const percent = (count: number, { rows }: Part): number =>
  Number(((100 * count) / rows).toPrecision(3))

/** How many rows have the same inputs and the same target as one of another fold. */
function rowsInSeveralFolds(part: Part, folds: Int32Array): number {
  const hashed = withBits(part)
  const slots = slotsFor(part.rows)
  const firstFold = new Int32Array(slots.length)
  const count = new Int32Array(slots.length)
  const isInSeveral = new Uint8Array(slots.length)
  for (let fold = 0; fold + 1 < folds.length; fold++)
    for (let row = folds[fold] ?? 0; row < (folds[fold + 1] ?? 0); row++) {
      const slot = slotOf(slots, part, hashed, row)
      if (slots[slot] === FREE) {
        slots[slot] = row
        firstFold[slot] = fold
      } else if (firstFold[slot] !== fold) isInSeveral[slot] = 1
      count[slot] = (count[slot] ?? 0) + 1
    }
  return count.reduce((sum, rows, slot) => (isInSeveral[slot] ? sum + rows : sum), 0)
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

function hashOf(part: HashedPart, row: number): number {
  const { bits } = part
  const { begin, size } = elementsOf(part, row)
  let hash = targetsOf(part, row)[0] ?? 0
  for (let i = begin; i < begin + size; i++) {
    // FNV-1a by words, and a shift, as the lowest bits of most inputs are 0.
    hash = Math.imul(hash ^ (bits[i] ?? 0), 0x01000193)
    hash ^= hash >>> 15
  }
  return hash
}

function isSame(one: Part, row: number, other: Part, otherRow: number): boolean {
  const [targets, otherTargets] = [targetsOf(one, row), targetsOf(other, otherRow)]
  if (!targets.every((target, i) => target === otherTargets[i])) return false
  const [elements, otherElements] = [elementsOf(one, row), elementsOf(other, otherRow)]
  if (elements.size !== otherElements.size) return false
  for (let i = 0; i < elements.size; i++) {
    if (one.inputs[elements.begin + i] !== other.inputs[otherElements.begin + i]) return false
  }
  return true
}

/** The targets of an example: one, or one for each of its steps. */
const targetsOf = ({ targets, stepRows }: Part, row: number): Part['targets'] =>
  stepRows === undefined
    ? targets.subarray(row, row + 1)
    : targets.subarray(stepRows.starts[row], stepRows.starts[row + 1])

/** Where the inputs of an example lie, without the zeros after the last step of a sequence. */
function elementsOf(
  { inputs, rows, steps, lengths }: Part,
  row: number,
): { readonly begin: number; readonly size: number } {
  const room = inputs.length / rows
  const begin = row * room
  if (lengths === null || steps === null) return { begin, size: room }
  return { begin, size: (room / steps) * (lengths[row] ?? 0) }
}

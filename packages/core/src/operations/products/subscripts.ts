import { ShapeError } from '../../errors/errors.ts'
import { broadcastShapes, type Shape, showShape } from '../../tensor/shape.ts'

/** The parsed subscripts of an `einsum`: a label for every axis of the operands and of the result. */
export interface Subscripts {
  readonly operands: readonly (readonly string[])[]
  readonly output: readonly string[]
  readonly lengths: ReadonlyMap<string, number>
}

interface Term {
  readonly text: string
  readonly before: readonly string[]
  readonly ellipsis: boolean
  readonly after: readonly string[]
}

/** Labels of the axes of "...", numbered from the last, as axes are aligned when they broadcast. */
const inEllipsis = (rank: number): string[] =>
  Array.from({ length: rank }, (_, axis) => `.${rank - 1 - axis}`)

/** Parses subscripts for operands of the given shapes. Throws a ShapeError that names what does not fit. */
export function readSubscripts(text: string, shapes: readonly Shape[]): Subscripts {
  const [left = '', right, ...more] = text.replace(/\s+/g, '').split('->')
  if (more.length > 0) throw new ShapeError(`einsum: "->" may stand once, got "${text}"`)
  const terms = left.split(',').map((each) => readTerm(each, text))
  if (terms.length !== shapes.length)
    throw new ShapeError(
      `einsum: "${text}" has subscripts for ${terms.length} operands, got ${shapes.length}`,
    )
  const ranks = terms.map((term, index) => ellipsisRank(term, shapes[index] ?? [], index))
  const operands = terms.map((term, index) => labelsOf(term, ranks[index] ?? 0))
  const rank = Math.max(0, ...ranks)
  return {
    operands,
    output: right === undefined ? implicit(terms, rank) : explicit(right, text, terms, rank),
    lengths: lengthsOf(operands, shapes, terms, text),
  }
}

function readTerm(term: string, text: string): Term {
  const match = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/.exec(term)
  if (!match)
    throw new ShapeError(
      `einsum: a subscript must be letters with at most one "...", got "${term}" in "${text}"`,
    )
  const [, before = '', ellipsis, after = ''] = match
  return { text: term, before: [...before], ellipsis: ellipsis !== undefined, after: [...after] }
}

function ellipsisRank(
  { text, before, ellipsis, after }: Term,
  shape: Shape,
  index: number,
): number {
  const letters = before.length + after.length
  const rank = shape.length - letters
  if (rank < 0 || (rank > 0 && !ellipsis))
    throw new ShapeError(
      `einsum: subscript "${text}" names ${ellipsis ? 'at least ' : ''}${letters} axes, got operand ${index} of shape ${showShape(shape)}`,
    )
  return rank
}

const labelsOf = ({ before, ellipsis, after }: Term, rank: number): string[] => [
  ...before,
  ...(ellipsis ? inEllipsis(rank) : []),
  ...after,
]

function implicit(terms: readonly Term[], rank: number): string[] {
  const all = terms.flatMap(({ before, after }) => [...before, ...after])
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label))
  return [...inEllipsis(rank), ...once.sort()]
}

function explicit(right: string, text: string, terms: readonly Term[], rank: number): string[] {
  const term = readTerm(right, text)
  const letters = [...term.before, ...term.after]
  for (const [index, label] of letters.entries()) {
    if (letters.indexOf(label) !== index)
      throw new ShapeError(
        `einsum: subscript "${label}" may stand once in the result, got "${text}"`,
      )
    if (!terms.some(({ before, after }) => before.includes(label) || after.includes(label)))
      throw new ShapeError(
        `einsum: subscript "${label}" of the result stands for no axis of an operand, got "${text}"`,
      )
  }
  if (rank > 0 && !term.ellipsis)
    throw new ShapeError(
      `einsum: the result must have "..." where an operand has, got "${text}"; sum() drops axes`,
    )
  return labelsOf(term, rank)
}

function lengthsOf(
  operands: readonly (readonly string[])[],
  shapes: readonly Shape[],
  terms: readonly Term[],
  text: string,
): Map<string, number> {
  const lengths = new Map<string, number>()
  let ellipsisShape: Shape = []
  for (const [index, labels] of operands.entries()) {
    const shape = shapes[index] ?? []
    const start = terms[index]?.before.length ?? 0
    const ellipsisAxes = labels.filter((label) => label.startsWith('.')).length
    ellipsisShape = broadcastShapes(
      'einsum "..."',
      ellipsisShape,
      shape.slice(start, start + ellipsisAxes),
    )
    for (const [axis, label] of labels.entries()) {
      const [known, length = 1] = [lengths.get(label), shape[axis]]
      if (label.startsWith('.')) continue
      if (known !== undefined && known !== length)
        throw new ShapeError(
          `einsum: subscript "${label}" must have one length, got ${known} and ${length} in "${text}"`,
        )
      lengths.set(label, length)
    }
  }
  for (const [axis, label] of inEllipsis(ellipsisShape.length).entries())
    lengths.set(label, ellipsisShape[axis] ?? 1)
  return lengths
}

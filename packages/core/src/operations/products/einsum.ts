import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toTensors } from '../../tensor/convert.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { diagonal } from '../index/diagonal.ts'
import { identity, reshape } from '../layout/reshape.ts'
import { sum } from '../layout/sum-broadcast.ts'
import { arranged, contract, type Labelled, lengthOf } from './contraction.ts'
import { readSubscripts } from './subscripts.ts'

/**
 * The sum of products that `subscripts` describe, as NumPy's `einsum`: `einsum('bij,bjk->bik', a, b)`.
 *
 * A letter names an axis in every operand that has it, and all of its lengths agree; twice in one operand
 * it takes the diagonal. Letters that the result lacks are summed over. "..." stands for axes without a
 * name, which broadcast. Without "->" the result has "..." first, then the letters that occur once, in
 * alphabetical order. Spaces are ignored. Numbers of one dtype.
 *
 * Two operands are multiplied at a time, by `matmul` where axes are summed; of three or more, first the two whose
 * product is smallest compared with their own sizes.
 * Throws a ShapeError that names the subscript, a DTypeError for booleans or dtypes that differ.
 *
 * @see tf.einsum, jnp.einsum, torch.einsum
 */
export function einsum(subscripts: string, ...operands: readonly TensorLike[]): Tensor {
  if (typeof subscripts !== 'string')
    throw new TypeError(
      `einsum: the subscripts must be text such as "ij,jk->ik", got ${describeValue(subscripts)}`,
    )
  checkOperands(operands)
  const tensors = toTensors('einsum', operands)
  const [first] = tensors
  if (!first) throw new ShapeError(`einsum: needs at least one operand for "${subscripts}"`)
  const other = tensors.find(({ dtype }) => dtype !== first.dtype)
  if (other)
    throw new DTypeError(`einsum: dtypes must agree, got ${first.dtype} and ${other.dtype}`)
  if (first.dtype === 'bool') throw new DTypeError('einsum: must be numbers, got bool')
  const shapes = tensors.map(({ shape }) => shape)
  const { operands: terms, output, lengths } = readSubscripts(subscripts, shapes)
  const named = tensors.map((tensor, index) =>
    onDiagonals(withoutBroadcast({ tensor, labels: terms[index] ?? [] }, lengths)),
  )
  const isKept = (others: readonly Labelled[]) => (label: string) =>
    output.includes(label) || others.some(({ labels }) => labels.includes(label))
  let left = named.map((each, index) => summed(each, isKept(named.filter((_, at) => at !== index))))
  while (left.length > 1) {
    const [a, b] = cheapest(left, isKept)
    const rest = left.filter((each) => each !== a && each !== b)
    left = [...rest, contract(a, b, isKept(rest))]
  }
  const [result = { tensor: first, labels: [] }] = left
  return identity(arranged(result, output))
}

function checkOperands(operands: readonly TensorLike[]): void {
  const [first] = operands
  if (Array.isArray(first) && first.some((each) => each instanceof Tensor))
    throw new TypeError(
      'einsum: the operands must follow each other, einsum(subscripts, a, b), got an array of them',
    )
}

/** The operand without the axes of "..." along which it is broadcast. */
function withoutBroadcast(
  { tensor, labels }: Labelled,
  lengths: ReadonlyMap<string, number>,
): Labelled {
  const kept = labels.filter(
    (label, axis) => !label.startsWith('.') || tensor.shape[axis] === lengths.get(label),
  )
  if (kept.length === labels.length) return { tensor, labels }
  const shape = labels.flatMap((label, axis) =>
    kept.includes(label) ? [tensor.shape[axis] ?? 1] : [],
  )
  return { tensor: reshape(tensor, shape), labels: kept }
}

/** The operand with each label once: of two axes with the same label it takes the diagonal. */
function onDiagonals({ tensor, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis)
  const label = labels[second]
  if (label === undefined) return { tensor, labels }
  const first = labels.indexOf(label)
  return onDiagonals({
    tensor: diagonal(tensor, { axes: [first, second] }),
    labels: [...labels.filter((_, axis) => axis !== first && axis !== second), label],
  })
}

function summed({ tensor, labels }: Labelled, isKept: (label: string) => boolean): Labelled {
  const axes = labels.flatMap((label, axis) => (isKept(label) ? [] : [axis]))
  if (axes.length === 0) return { tensor, labels }
  return { tensor: sum(tensor, axes), labels: labels.filter(isKept) }
}

/** The two operands whose product has the fewest elements, less their own. */
function cheapest(
  operands: readonly Labelled[],
  isKept: (others: readonly Labelled[]) => (label: string) => boolean,
): readonly [Labelled, Labelled] {
  let best: readonly [Labelled, Labelled] | undefined
  let least = Number.POSITIVE_INFINITY
  for (const [index, a] of operands.entries())
    for (const b of operands.slice(index + 1)) {
      const kept = isKept(operands.filter((each) => each !== a && each !== b))
      const free = b.labels.filter((label) => !a.labels.includes(label))
      const size =
        a.labels
          .filter((label) => kept(label) || !b.labels.includes(label))
          .reduce((product, label) => product * lengthOf(a, label), 1) *
        free.reduce((product, label) => product * lengthOf(b, label), 1)
      const added = size - a.tensor.size - b.tensor.size
      if (best && added >= least) continue
      best = [a, b]
      least = added
    }
  if (!best) throw new ShapeError('einsum: needs two operands to multiply')
  return best
}

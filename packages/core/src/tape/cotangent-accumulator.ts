import type { InputPart } from '../context/entry.ts'
import { assembleParts } from '../operations/index/assemble-parts.ts'
import { inDerivativeOf } from '../primitive/anomaly.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { addMasked, combineMasked, type Masked } from './masked-cotangent.ts'

/** The cotangent of an operation's output that is a part of its input, such as a slice. */
interface PartCotangent {
  readonly operation: string
  readonly inputPart: InputPart
  readonly part: Masked
  /** The cotangent of the whole input by the operation's own rule. */
  readonly wholeCotangent: () => Masked | null
}

/** The sum of the cotangents that have reached each tensor on the way back from the targets. */
export class CotangentAccumulator {
  readonly #cotangents: Map<Tensor, Masked>
  // Collected until the tensor's cotangent is asked for: all its parts are assembled at once.
  readonly #parts = new Map<Tensor, PartCotangent[]>()

  constructor(targets: ReadonlyMap<Tensor, Masked>) {
    this.#cotangents = new Map(targets)
  }

  add(tensor: Tensor, cotangent: Masked): void {
    const before = this.#cotangents.get(tensor)
    this.#cotangents.set(tensor, before ? addMasked(before, cotangent) : cotangent)
  }

  addPart(tensor: Tensor, part: PartCotangent): void {
    const before = this.#parts.get(tensor)
    if (before) before.push(part)
    else this.#parts.set(tensor, [part])
  }

  /** The sum of all cotangents of `tensor`; null where none has reached it. */
  get(tensor: Tensor): Masked | null {
    const parts = this.#parts.get(tensor)
    this.#parts.delete(tensor)
    const sum = parts && sumOf(parts, tensor)
    if (sum) this.add(tensor, sum)
    return this.#cotangents.get(tensor) ?? null
  }

  delete(tensor: Tensor): void {
    this.#cotangents.delete(tensor)
  }
}

function sumOf(parts: readonly PartCotangent[], { shape }: Tensor): Masked | null {
  const [first] = parts
  if (!first || parts.length === 1) return first?.wholeCotangent() ?? null
  const inputParts = parts.map(({ inputPart }) => inputPart)
  return inDerivativeOf(first.operation, () =>
    combineMasked(
      parts.map(({ part }) => part),
      (cotangents) => assembleParts(cotangents, inputParts, shape),
    ),
  )
}

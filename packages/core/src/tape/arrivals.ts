import type { Taken } from '../context/entry.ts'
import { putBack } from '../operations/index/put-back.ts'
import { inDerivativeOf } from '../primitive/anomaly.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { joined, type Masked, together } from './masked.ts'

/** What came back for the part of a tensor that an operation took. */
interface Piece {
  readonly operation: string
  readonly taken: Taken
  readonly part: Masked
  /** What the operation's own rule makes of it: the whole tensor's. */
  readonly alone: () => Masked | null
}

/** What has arrived at each tensor on the way back from the targets. */
export class Arrivals {
  readonly #cotangents: Map<Tensor, Masked>
  // Kept until somebody asks, for other operations may have taken other parts.
  readonly #pieces = new Map<Tensor, Piece[]>()

  constructor(targets: ReadonlyMap<Tensor, Masked>) {
    this.#cotangents = new Map(targets)
  }

  add(tensor: Tensor, cotangent: Masked): void {
    const before = this.#cotangents.get(tensor)
    this.#cotangents.set(tensor, before ? joined(before, cotangent) : cotangent)
  }

  addPiece(tensor: Tensor, piece: Piece): void {
    const before = this.#pieces.get(tensor)
    if (before) before.push(piece)
    else this.#pieces.set(tensor, [piece])
  }

  /** The sum of all; null where nothing has arrived. */
  at(tensor: Tensor): Masked | null {
    const pieces = this.#pieces.get(tensor)
    this.#pieces.delete(tensor)
    const sum = pieces && sumOf(pieces, tensor)
    if (sum) this.add(tensor, sum)
    return this.#cotangents.get(tensor) ?? null
  }

  forget(tensor: Tensor): void {
    this.#cotangents.delete(tensor)
  }
}

function sumOf(pieces: readonly Piece[], { shape }: Tensor): Masked | null {
  const [first] = pieces
  if (!first || pieces.length === 1) return first?.alone() ?? null
  const taken = pieces.map((piece) => piece.taken)
  return inDerivativeOf(first.operation, () =>
    together(
      pieces.map(({ part }) => part),
      (parts) => putBack(parts, taken, shape),
    ),
  )
}

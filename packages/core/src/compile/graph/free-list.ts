import { aligned } from './bytes.ts'

interface Gap {
  readonly offset: number
  readonly bytes: number
}

/** Hands out ranges of one stretch of memory that grows as needed. Freed ranges that touch become one gap again. */
export class FreeList {
  readonly #byStart = new Map<number, Gap>()
  readonly #byEnd = new Map<number, Gap>()
  readonly #bySize = new Map<number, Set<Gap>>()
  // The sizes that some gap has, ascending.
  readonly #sizes: number[] = []
  readonly #grow: (bytes: number) => void
  /** The end of the stretch: the most bytes that were ever needed. */
  end = 0

  /** `grow` is called before the stretch becomes so many bytes longer; where it throws, nothing has changed. */
  constructor(grow: (bytes: number) => void = () => {}) {
    this.#grow = grow
  }

  /** Whether there is a gap that is large enough. */
  hasGap(size: number): boolean {
    return this.#indexOfSize(aligned(size)) < this.#sizes.length
  }

  /** The offset of the smallest gap that is large enough; of new memory at the end where none is. */
  allocate(size: number): number {
    const bytes = aligned(size)
    if (bytes === 0) return 0
    const [gap] = this.#bySize.get(this.#sizes[this.#indexOfSize(bytes)] ?? 0) ?? []
    if (!gap) return this.#extend(bytes)
    this.#remove(gap)
    if (gap.bytes > bytes) this.#add({ offset: gap.offset + bytes, bytes: gap.bytes - bytes })
    return gap.offset
  }

  free(offset: number, size: number): void {
    const bytes = aligned(size)
    if (bytes === 0) return
    const before = this.#byEnd.get(offset)
    const after = this.#byStart.get(offset + bytes)
    for (const neighbour of [before, after]) if (neighbour) this.#remove(neighbour)
    this.#add({
      offset: before?.offset ?? offset,
      bytes: (before?.bytes ?? 0) + bytes + (after?.bytes ?? 0),
    })
  }

  // A gap at the very end grows instead of being left behind.
  #extend(bytes: number): number {
    const last = this.#byEnd.get(this.end)
    const offset = last?.offset ?? this.end
    this.#grow(offset + bytes - this.end)
    if (last) this.#remove(last)
    this.end = offset + bytes
    return offset
  }

  #add(gap: Gap): void {
    this.#byStart.set(gap.offset, gap)
    this.#byEnd.set(gap.offset + gap.bytes, gap)
    const known = this.#bySize.get(gap.bytes)
    if (known) known.add(gap)
    else {
      this.#bySize.set(gap.bytes, new Set([gap]))
      this.#sizes.splice(this.#indexOfSize(gap.bytes), 0, gap.bytes)
    }
  }

  #remove(gap: Gap): void {
    this.#byStart.delete(gap.offset)
    this.#byEnd.delete(gap.offset + gap.bytes)
    const alike = this.#bySize.get(gap.bytes)
    alike?.delete(gap)
    if (alike?.size !== 0) return
    this.#bySize.delete(gap.bytes)
    this.#sizes.splice(this.#indexOfSize(gap.bytes), 1)
  }

  /** The index of the first size that is at least `bytes`. */
  #indexOfSize(bytes: number): number {
    let [low, high] = [0, this.#sizes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sizes[middle] ?? 0) < bytes) low = middle + 1
      else high = middle
    }
    return low
  }
}

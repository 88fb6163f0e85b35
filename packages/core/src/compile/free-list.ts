/** Every block begins on a cache line. */
const ALIGNMENT = 64

export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

interface Gap {
  readonly offset: number
  readonly bytes: number
}

/** Hands out ranges of one growing stretch of memory; freed neighbours become one range again. */
export class FreeList {
  #gaps: Gap[] = []
  /** The end of the stretch: the most that was ever needed. */
  end = 0

  /** The offset of the smallest gap that is large enough, or of new room at the end. */
  allocate(size: number): number {
    const bytes = aligned(size)
    if (bytes === 0) return 0
    let best: Gap | undefined
    for (const gap of this.#gaps)
      if (gap.bytes >= bytes && (!best || gap.bytes < best.bytes)) best = gap
    if (!best) return this.#extend(bytes)
    const { offset, bytes: room } = best
    this.#gaps = this.#gaps.filter((gap) => gap !== best)
    if (room > bytes) this.#gaps.push({ offset: offset + bytes, bytes: room - bytes })
    return offset
  }

  free(offset: number, size: number): void {
    let merged: Gap = { offset, bytes: aligned(size) }
    if (merged.bytes === 0) return
    this.#gaps = this.#gaps.filter((gap) => {
      if (gap.offset + gap.bytes === merged.offset)
        merged = { offset: gap.offset, bytes: gap.bytes + merged.bytes }
      else if (merged.offset + merged.bytes === gap.offset)
        merged = { offset: merged.offset, bytes: merged.bytes + gap.bytes }
      else return true
      return false
    })
    this.#gaps.push(merged)
  }

  // A gap at the very end grows instead of being left behind.
  #extend(bytes: number): number {
    const last = this.#gaps.find((gap) => gap.offset + gap.bytes === this.end)
    this.#gaps = this.#gaps.filter((gap) => gap !== last)
    const offset = last?.offset ?? this.end
    this.end = offset + bytes
    return offset
  }
}

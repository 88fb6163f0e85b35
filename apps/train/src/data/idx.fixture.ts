/** An IDX file of unsigned bytes. */
export function idxBytes(lengths: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * lengths.length)
  header.set([0, 0, 8, lengths.length])
  for (const [i, length] of lengths.entries()) header.writeUInt32BE(length, 4 + 4 * i)
  return Buffer.concat([header, Uint8Array.from(values)])
}

/** Images of 4 × 4 pixels whose lit half, upper or lower, is their label, 0 or 1; the last column is dark in all. */
export function halves(count: number, first: number = 0): { images: Buffer; labels: Buffer } {
  const labels = Array.from({ length: count }, (_, i) => (((first + i) * 7) % 3) % 2)
  const pixels = labels.flatMap((label, i) =>
    Array.from({ length: 16 }, (_, pixel) => {
      if (pixel % 4 === 3) return 0
      const isLit = pixel < 8 === (label === 0)
      return (isLit ? 180 : 10) + (((first + i) * 31 + pixel * 17) % 60)
    }),
  )
  return { images: idxBytes([count, 4, 4], pixels), labels: idxBytes([count], labels) }
}

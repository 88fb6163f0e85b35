import { open } from 'node:fs/promises'

/** Rows that are written together, some 400 KB. */
const CHUNK = 2000

/**
 * Writes a CSV file of `columns` numeric columns, x1 … and y, with six decimals and a sign, some nine
 * characters a cell. The same arguments give the same bytes. Returns how many.
 */
export async function writeNumericCsv(
  path: string,
  rows: number,
  columns: number,
): Promise<number> {
  const cells = Array.from({ length: 65_536 }, (_, i) =>
    (((i * 40_503) % 65_536) / 8192 - 4).toFixed(6),
  )
  const names = Array.from({ length: columns }, (_, i) => (i < columns - 1 ? `x${i + 1}` : 'y'))
  const file = await open(path, 'w')
  let state = 1
  let bytes = 0
  const write = async (text: string): Promise<void> => {
    bytes += (await file.write(text)).bytesWritten
  }
  try {
    await write(`${names.join(',')}\n`)
    for (let row = 0; row < rows; row += CHUNK) {
      let text = ''
      for (let i = Math.min(CHUNK, rows - row) * columns; i > 0; i--) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        text += cells[state >>> 16] + (i % columns === 1 ? '\n' : ',')
      }
      await write(text)
    }
  } finally {
    await file.close()
  }
  return bytes
}

import Papa from 'papaparse'

const candidates = [',', ';', '\t', '|']
const sampleRows = 20

/**
 * The delimiter of a text whose first rows are given: the one that splits them all into the same
 * number of cells, the most there are; failing that, the one that splits the first row most.
 */
export function detectDelimiter(text: string): string {
  let best = ','
  let bestScore = 1
  for (const delimiter of candidates) {
    const parser = new Papa.Parser({ delimiter, newline: '\n', preview: sampleRows })
    const { data }: Papa.ParseResult<string[]> = parser.parse(text, 0, false)
    const rows = data.slice(0, sampleRows).filter((row) => row.length > 1 || row[0] !== '')
    const width = rows[0]?.length ?? 1
    // The last row may be cut off by the end of the block.
    const even = rows.slice(0, -1).every((row) => row.length === width)
    const score = width > 1 && even ? width * 1000 : width
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

const saveAs = 'save the sheet as CSV'
const unpack = 'unpack it, or pack it with gzip'

/** The first bytes of files of other formats, what these are, and what to do instead. */
const magics: readonly (readonly [start: string, what: string, way: string])[] = [
  ['PK\x03\x04', 'an Excel file (.xlsx) or another zip archive', saveAs],
  ['\xD0\xCF\x11\xE0', 'an Excel file (.xls)', saveAs],
  ['\x1F\x8B', 'gzip within gzip', 'unpack it once'],
  ['BZh', 'bzip2', unpack],
  ['\xFD7zXZ\0', 'xz', unpack],
  ['\x28\xB5\x2F\xFD', 'zstd', unpack],
  ['7z\xBC\xAF', 'a 7z archive', unpack],
  ['Rar!\x1A', 'a rar archive', unpack],
  ['PAR1', 'a Parquet file', 'write it as CSV'],
  ['ARROW1', 'an Arrow file', 'write it as CSV'],
  ['FEA1', 'a Feather file', 'write it as CSV'],
  ['SQLite format 3\0', 'an SQLite database', 'export the table as CSV'],
  ['\x89HDF', 'an HDF5 file', 'write the table as CSV'],
  ['\x93NUMPY', 'a NumPy file', 'write it as CSV, with numpy.savetxt'],
  ['%PDF-', 'a PDF', 'export the table as CSV'],
  ['{\\rtf', 'a rich text file', 'save it as plain text'],
]

/** The same for formats that are text. */
const shapes: readonly (readonly [start: RegExp, what: string, way: string])[] = [
  [/^\s*@relation\b/i, 'an ARFF file', 'save it as CSV'],
  [/^\s*<(?:!doctype|html|head|body|table|\?xml|!--)/i, 'HTML or XML', 'save the table as CSV'],
  [/^\s*(?:\{\s*["}]|\[\s*[[{])/, 'JSON', 'write it as CSV'],
]

/**
 * Why the first bytes of a file cannot be those of a CSV file, in words; `null` where they can.
 */
export function otherFormat(start: Uint8Array): string | null {
  const [first, second] = start
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (wide || isWideText(start)) return 'must be UTF-8 text, got UTF-16; save it as UTF-8'
  const text = String.fromCharCode(...start.subarray(0, 512)).replace(/^ï»¿/, '')
  const found =
    magics.find(([magic]) => text.startsWith(magic)) ?? shapes.find(([shape]) => shape.test(text))
  if (found !== undefined) return `must be a CSV file, got ${found[1]}; ${found[2]}`
  return start.includes(0) ? 'must be a CSV file, got binary data; check the path' : null
}

/** Whether every other byte is 0, as in UTF-16 without a mark. */
function isWideText(start: Uint8Array): boolean {
  const length = Math.min(start.length, 64) & ~1
  if (length < 8) return false
  const zeros = [0, 0]
  for (let i = 0; i < length; i++) if (start[i] === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  return Math.max(even, odd) >= length * 0.4 && Math.min(even, odd) === 0
}

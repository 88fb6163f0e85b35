/** A record of a CSV text, and the line where it begins. */
export interface CsvRecord {
  readonly fields: readonly string[]
  readonly line: number
}

/** The records of a CSV text; empty lines are passed over. Throws a RangeError for a quote that is not closed. */
export function csvRecords(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  // A byte-order mark is no part of the first name.
  let position = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  while (position < text.length) {
    const begin = line
    const isEmpty = /[\r\n]/.test(text[position] ?? '')
    const fields: string[] = []
    for (;;) {
      const field =
        text[position] === '"'
          ? quotedField(text, position, begin)
          : plainField(text, position, delimiter)
      fields.push(field.value)
      line += field.lineEnds
      position = field.end
      if (text[position] !== delimiter) break
      position++
    }
    if (text[position] === '\r' && text[position + 1] === '\n') position++
    if (position < text.length && !/[\r\n]/.test(text[position] ?? ''))
      throw new RangeError(
        `parseCsv: a quote that closes must end its field, got ${JSON.stringify(text[position])} behind one in line ${line}`,
      )
    position++
    line++
    if (!isEmpty) records.push({ fields, line: begin })
  }
  return records
}

interface Field {
  readonly value: string
  /** Where what follows it begins. */
  readonly end: number
  readonly lineEnds: number
}

function plainField(text: string, begin: number, delimiter: string): Field {
  let end = begin
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r')
    end++
  return { value: text.slice(begin, end), end, lineEnds: 0 }
}

function quotedField(text: string, begin: number, line: number): Field {
  let end = text.indexOf('"', begin + 1)
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  if (end < 0)
    throw new RangeError(
      `parseCsv: a quote must be closed, got one that opens in the record of line ${line} and never is`,
    )
  const value = text.slice(begin + 1, end).replaceAll('""', '"')
  return { value, end: end + 1, lineEnds: value.split(/\r\n|\r|\n/).length - 1 }
}

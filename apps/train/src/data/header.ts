import { quoted } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'

/**
 * The names of a file's columns, without the spaces around them. A column without a name, and every
 * column of a file without a header, is named after its position: `column1`, `column2`, …
 * Throws `InputError` with every name that occurs twice.
 */
export function readHeader(cells: readonly string[], header: boolean, place: string): string[] {
  const names = cells.map((cell, i) => (header && cell.trim()) || `column${i + 1}`)
  const firstIndex = new Map<string, number>()
  const faults: Fault[] = []
  names.forEach((name, i) => {
    const earlier = firstIndex.get(name)
    if (earlier === undefined) firstIndex.set(name, i)
    else {
      const hint = 'rename one; if the file has no header, set data.header: false'
      const where = `got ${quoted(name)} in columns ${earlier + 1} and ${i + 1}`
      faults.push({ place, message: `column names must differ, ${where}; ${hint}` })
    }
  })
  if (faults.length > 0) throw new InputError(faults)
  return names
}

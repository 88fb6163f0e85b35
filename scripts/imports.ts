/**
 * Which source file imports which, types included, and the circles among them.
 *
 *     npm run circles
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The files that each source file imports, by paths relative to the folder. */
export type Imports = ReadonlyMap<string, readonly string[]>

const statement =
  /^(?:import|export)\b[^'"]*?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/gm

/** The relative imports of a file, as they are written: values and types. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(statement)].map(([, from, called]) => from ?? called ?? '')

/** The imports among the source files of a folder; tests and their fixtures are left out. */
export function importsWithin(folder: string): Imports {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file),
  )
  const importedBy = (file: string): string[] =>
    importsOf(readFileSync(join(folder, file), 'utf8')).map((path) =>
      relative(folder, join(folder, file, '..', path)),
    )
  return new Map(files.sort().map((file) => [file, importedBy(file)]))
}

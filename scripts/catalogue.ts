/**
 * Writes what the documents say of every method, between `<!-- catalogue: … -->` and `<!-- /catalogue -->`, from the
 * methods themselves. With `--check` it only compares.
 *
 *     npm run catalogue
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '@sobolev/nn'
import { writeTables } from './catalogue-tables.ts'

const root = join(import.meta.dirname, '..')
const pages = ['packages/nn/README.md', 'docs/methods.md']

for (const page of pages) {
  const file = join(root, page)
  const text = readFileSync(file, 'utf8')
  const written = writeTables(text, catalogue)
  if (written === text) continue
  if (!process.argv.includes('--check')) writeFileSync(file, written)
  else {
    process.stderr.write(
      `${page}: must say what the methods say; npm run catalogue writes it anew\n`,
    )
    process.exitCode = 1
  }
}

/**
 * Writes what the documents say of every method, between `<!-- catalogue: … -->` and `<!-- /catalogue -->`, and the JSON
 * Schema of configs, from the methods themselves. With `--check` it only compares.
 *
 *     npm run catalogue
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue, describeMethods } from '@sobolev/nn'
import { readMeasuredCosts } from '../apps/train/src/cli/measured-costs.ts'
import { jsonSchemaOf } from '../apps/train/src/config/json-schema.ts'
import { configSchemaOf } from '../apps/train/src/config/schema.ts'
import { readCaptions } from '../docs/figures/cards/files.ts'
import { cardPage, pageOf, regularizersIn } from './cards.ts'
import { writeTables } from './catalogue-tables.ts'
import { costPage } from './cost-table.ts'

const root = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  'packages/nn/README.md',
  'docs/methods.md',
  'docs/toolkit.md',
  'apps/train/config.md',
]

for (const page of pages) update(page, (text) => writeTables(text, catalogue))
update(
  'apps/train/config.schema.json',
  () => `${JSON.stringify(jsonSchemaOf(configSchemaOf()), null, 2)}\n`,
)

const costs = readMeasuredCosts()
const captions = readCaptions()
for (const group of describeMethods(catalogue))
  if (regularizersIn(group).length > 0)
    update(join('docs/cards', pageOf(group.kind)), () =>
      cardPage(group, { costs, captionOf: ({ kind, name }) => captions[`${kind} ${name}`] }),
    )

update('benchmarks/costs.md', () => costPage(costs))

/** Writes a file anew, or says that it is not what would be written. */
function update(path: string, write: (text: string) => string): void {
  const file = join(root, path)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const written = write(text)
  if (written === text) return
  if (!process.argv.includes('--check')) writeFileSync(file, written)
  else {
    process.stderr.write(
      `${path}: must say what the methods say; npm run catalogue writes it anew\n`,
    )
    process.exitCode = 1
  }
}

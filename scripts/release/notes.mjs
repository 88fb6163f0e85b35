/**
 * Prints the version of the packages, or with `--notes` what the changelog says of it: for the workflow that releases.
 *
 *     node --import tsx scripts/release/notes.mjs --notes
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../consumer/packed.mjs'
import { notesOf } from './changelog.ts'

const read = (file) => readFileSync(join(root, file), 'utf8')
const { version } = JSON.parse(read('packages/core/package.json'))
process.stdout.write(
  process.argv.includes('--notes') ? `${notesOf(read('CHANGELOG.md'), version)}\n` : `${version}\n`,
)

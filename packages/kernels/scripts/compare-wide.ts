/**
 * Compares every function's bits with joined vectors and without, in the Node that runs this, and adds the
 * engine to src/compared-engines.ts if none differs: `npx -y -p node@26 npm run compare:wide`.
 * Exits with 1, and the functions' names, if one does, or where vectors cannot be joined.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { areWideVectorsCompared } from '../src/wide-vectors.ts'

const source = join(import.meta.dirname, '../src')
const { node, v8 } = process.versions
const engine = `Node ${node}, V8 ${v8}, ${process.arch}`

/** The digest of every function's bits, from a process of its own. */
function digests(flags: readonly string[], ...words: string[]): Record<string, string> {
  const script = join(source, 'wide-vectors.fixture.ts')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, '--import', 'tsx', script, ...words],
    { encoding: 'utf8' },
  )
  if (status === 0) return JSON.parse(stdout)
  console.error(`${engine}: ${stderr}`)
  process.exit(1)
}

const narrow = digests([])
// With the engine's first tier and, as it joins nothing, without.
const joined = [digests([], 'wide'), digests(['--no-liftoff'], 'wide')]
const names = Object.keys(narrow)
const differing = names.filter((name) => joined.some((wide) => wide[name] !== narrow[name]))
if (names.length === 0 || differing.length > 0) {
  console.error(`${engine}: other bits with joined vectors: ${differing.join(', ')}`)
  process.exit(1)
}
console.log(`${engine}: ${names.length} functions, the same bits with joined vectors`)
if (!areWideVectorsCompared()) {
  const list = join(source, 'compared-engines.ts')
  const date = new Date().toISOString().slice(0, 10)
  const [major, minor] = v8.split('.')
  const row = `  { v8: '${major}.${minor}', architecture: '${process.arch}', node: '${node}', date: '${date}' },\n`
  writeFileSync(list, readFileSync(list, 'utf8').replace(/\]\n$/, `${row}]\n`))
  console.log(`added to ${list}`)
}

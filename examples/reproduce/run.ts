/**
 * Published results with this library: `npm run reproduce`, or `npm run reproduce -- ring-of-gaussians irm` for some.
 *
 * Prints a line for each figure and, with five seeds or more, writes what it measured to examples/reproduce/results.json
 * and docs/reproduced.md. `--seeds 2` takes fewer. What needs MNIST is left out without its files.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Result, reproducedPage, summaryLines } from './page.ts'
import { reproductions } from './reproductions.ts'

const { values, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '5' } },
  allowPositionals: true,
})
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
const unknown = positionals.filter((name) => !reproductions.some((known) => known.name === name))
if (unknown.length > 0 || seeds.length === 0) {
  const names = reproductions.map(({ name }) => name).join(', ')
  console.error(
    `reproduce: must be told names of ${names}, got ${unknown.join(', ') || 'no seeds'}`,
  )
  process.exit(2)
}

const folder = import.meta.dirname
const downloads = join(folder, '../../datasets/downloads')
const results: Result[] = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
const isAsked = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

for (const reproduction of reproductions.filter(({ name }) => isAsked(name))) {
  const { name, needs = [] } = reproduction
  const missing = needs.filter((file) => !existsSync(join(downloads, file)))
  if (missing.length > 0) {
    console.log(`${name}: left out, needs datasets/downloads/${missing.join(', ')}`)
    continue
  }
  const before = process.cpuUsage()
  const runs = seeds.map((seed) => reproduction.run(seed))
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6 / seeds.length
  const result: Result = { name, seeds: seeds.length, seconds, runs }
  if (reproduction.picture && seeds.length >= 5) {
    const { file, draw } = reproduction.picture
    writeFileSync(join(folder, '../../docs/figures', file), draw())
  }
  for (const line of summaryLines(reproduction, result)) console.log(line)
  const index = results.findIndex((other) => other.name === name)
  if (index < 0) results.push(result)
  else results[index] = result
  // One by one, so that what was measured is kept where a later one is stopped.
  if (seeds.length >= 5) {
    writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
    writeFileSync(join(folder, '../../docs/reproduced.md'), reproducedPage(results))
  }
}

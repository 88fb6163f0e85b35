/**
 * How long commands take, the whole process, of the built program; and `sobolev train configs/two-moons.yaml` from its
 * sources against the same training as a plain script in other frameworks. `npm run build && npm run bench:startup`
 * writes `benchmarks/startup.md`; PYTHON and SOBOLEV_NODES as for `npm run bench`; `--quick` measures once and writes
 * nothing; `--commands` leaves the other frameworks out.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { host } from './host.ts'
import { measureCommands } from './race/commands.ts'
import { nodeBinaries } from './race/contender.ts'
import { measureStartup } from './race/startup.ts'

const paths = (process.env.SOBOLEV_NODES ?? '').split(',').filter((path) => path !== '')
const isQuick = process.argv.includes('--quick')
const nodes = await nodeBinaries(paths)
const sections = [
  `# From launch to the end\n\n\`npm run bench:startup\`\n\n${host()}`,
  `## Commands of the built program\n\n${await measureCommands(nodes, isQuick ? 1 : 11)}`,
]
if (!process.argv.includes('--commands')) {
  const training = await measureStartup(nodes, process.env.PYTHON ?? 'python3', isQuick ? 1 : 5)
  sections.push(`## A whole training, from sources\n\n${training}`)
}
const text = `${sections.join('\n\n')}\n`
console.log(text)
if (!isQuick) await writeFile(join(import.meta.dirname, 'startup.md'), text)

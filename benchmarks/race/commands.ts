import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { NodeBinary } from './contender.ts'
import { builtProgram } from './program.ts'
import { median, shown, table } from './table.ts'

const root = join(import.meta.dirname, '..', '..')
const config = join('configs', 'two-moons.yaml')

/**
 * Commands of the built program under each Node, the whole process of each, from launch to the end. Returns a table in
 * Markdown. Throws an Error where nothing is built.
 */
export async function measureCommands(
  nodes: readonly NodeBinary[],
  rounds: number,
): Promise<string> {
  const program = builtProgram()
  const output = await mkdtemp(join(tmpdir(), 'sobolev-commands-'))
  const commands = [
    ['--help'],
    ['validate', config],
    ['train', config, '--quiet', '--output', output],
  ]
  const launches = commands.flatMap((words) =>
    nodes.map(({ path, version }) => ({
      label: `sobolev ${words.slice(0, 2).join(' ')}, Node ${version}`,
      start: () => promisify(execFile)(path, [program, ...words], { cwd: root }),
      seconds: [] as number[],
    })),
  )
  try {
    // The first launch of each reads files that the system does not hold yet, and compiles what Node keeps.
    for (const { start } of launches) await start()
    for (let round = 0; round < rounds; round++)
      for (const { start, seconds } of launches) {
        const begin = performance.now()
        await start()
        seconds.push((performance.now() - begin) / 1000)
      }
  } finally {
    await rm(output, { recursive: true, force: true })
  }
  const rows = launches.map(({ label, seconds }) => {
    const sorted = seconds.sort((a, b) => a - b)
    return [label, shown(median(sorted)), shown(sorted[0] ?? Number.NaN)]
  })
  return table(['', 'median s', 'best s'], rows)
}

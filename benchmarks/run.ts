/**
 * The time of a training step against other frameworks, in one run, taking turns: `npm run bench`. It
 * writes `benchmarks/results.md` when nothing is left out.
 *
 * `--quick`: a few steps, to try it. `--only W1,W2`: these workloads. `--nodes path,path`, or
 * SOBOLEV_NODES: Node binaries to measure besides this one. PYTHON: the Python that has the frameworks.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { host } from './host.ts'
import { contenders, nodeBinaries } from './race/contender.ts'
import { PeerError, PeerProcess } from './race/peer-process.ts'
import { type Pace, race } from './race/race.ts'
import { type Heat, heatTable, ratioTables } from './race/report.ts'
import { measureStartup } from './race/startup.ts'
import { table } from './race/table.ts'
import { writeStartingPoint } from './workloads/starting-point.ts'
import { workloadNamed, workloads } from './workloads/workload.ts'

const full: Pace = { rounds: 11, turn: 300, budget: 20_000 }
const quick: Pace = { rounds: 2, turn: 20, budget: 1000 }

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    nodes: { type: 'string', default: process.env.SOBOLEV_NODES ?? '' },
  },
})
const listed = (text: string): string[] => text.split(',').filter((item) => item !== '')
const chosen = values.only === '' ? workloads : listed(values.only).map(workloadNamed)
const pace = values.quick ? quick : full
const python = process.env.PYTHON ?? 'python3'
const nodes = await nodeBinaries(listed(values.nodes))

const folder = await mkdtemp(join(tmpdir(), 'sobolev-bench-'))
const peers: PeerProcess[] = []
const absent: string[] = []
const report: string[] = []
const tell = (text: string): void => {
  report.push(text)
  console.log(`${text}\n`)
}

try {
  for (const workload of chosen) await writeStartingPoint(folder, workload)
  for (const contender of contenders(nodes, python, folder))
    try {
      peers.push(await PeerProcess.start(contender))
    } catch (error) {
      if (!(error instanceof PeerError)) throw error
      absent.push(`${contender.label}: ${error.message}`)
    }
  tell(machine())
  const heats: Heat[] = []
  tell('## Milliseconds a step')
  for (const workload of chosen)
    for (const penalty of workload.penalties) {
      const heat = { workload, penalty, results: await race(peers, workload.name, penalty, pace) }
      heats.push(heat)
      tell(heatTable(heat))
    }
  tell(
    '## Sobolev against each\n\nThe fastest configuration of each side, by median; in brackets, by the best turn. A star: computes other gradients.',
  )
  tell(ratioTables(heats))
} finally {
  for (const peer of peers) peer.stop()
  await rm(folder, { recursive: true, force: true })
}
tell('## A whole training, from launch to the end')
tell(await measureStartup(nodes, python, values.quick ? 1 : 5))
if (!values.quick && chosen === workloads) {
  const path = join(import.meta.dirname, 'results.md')
  await writeFile(path, `# Results\n\n${report.join('\n\n')}\n`)
  console.log(`Written to ${path}`)
}

function machine(): string {
  const versions = peers.map(({ contender, version }) => [
    contender.label,
    contender.node === null ? version : `${version}, Node ${contender.node}`,
  ])
  const lines = [
    `${new Date().toISOString().slice(0, 10)}, ${host()}, load ${loadavg()[0]?.toFixed(1)} at the start.`,
    `float32. ${pace.rounds} rounds; what a turn's steps took, over their number; the loss is read at its end.`,
    table(['', 'version'], versions),
    ...absent.map((line) => `Absent: ${line}`),
  ]
  return lines.join('\n\n')
}

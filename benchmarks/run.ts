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
const selected = values.only === '' ? workloads : listed(values.only).map(workloadNamed)
const pace = values.quick ? quick : full
const python = process.env.PYTHON ?? 'python3'
const nodes = await nodeBinaries(listed(values.nodes))

const folder = await mkdtemp(join(tmpdir(), 'sobolev-bench-'))
const racers = contenders(nodes, python, folder)
const versions = new Map<string, string>()
const absent = new Map<string, string>()
const report: string[] = []
const tell = (text: string): void => {
  report.push(text)
  console.log(`${text}\n`)
}

try {
  const heats: Heat[] = []
  for (const workload of selected) {
    await writeStartingPoint(folder, workload)
    // New processes for every workload: what one leaves in memory is not the next one's burden.
    const peers = await startAll()
    if (heats.length === 0) tell(`${conditions()}\n\n## Milliseconds a step`)
    try {
      for (const penalty of workload.penalties) {
        const results = await race(peers, workload.name, penalty, pace)
        const heat = { workload, penalty, results }
        heats.push(heat)
        tell(heatTable(heat))
      }
    } finally {
      for (const peer of peers) peer.stop()
    }
  }
  tell(
    '## Sobolev against each\n\nThe fastest configuration of each side, by median; in brackets, by the best turn. A star: computes other gradients.',
  )
  tell(ratioTables(heats))
} finally {
  await rm(folder, { recursive: true, force: true })
}
tell('## A whole training, from launch to the end')
tell(await measureStartup(nodes, python, values.quick ? 1 : 5))
if (!values.quick && selected === workloads) {
  const path = join(import.meta.dirname, 'results.md')
  await writeFile(path, `# Results\n\n${report.join('\n\n')}\n`)
  console.log(`Written to ${path}`)
}

async function startAll(): Promise<PeerProcess[]> {
  const peers: PeerProcess[] = []
  for (const contender of racers)
    if (!absent.has(contender.label))
      try {
        const peer = await PeerProcess.start(contender)
        peers.push(peer)
        versions.set(contender.label, peer.version)
      } catch (error) {
        if (!(error instanceof PeerError)) throw error
        absent.set(contender.label, error.message)
      }
  return peers
}

/** What the figures were measured on and how, and who took part. */
function conditions(): string {
  const rows = racers.map(({ label, node }) => {
    const version = versions.get(label)
    if (version === undefined) return [label, `absent: ${absent.get(label)}`]
    return [label, node === null ? version : `${version}, Node ${node}`]
  })
  return [
    `${new Date().toISOString().slice(0, 10)}, ${host()}, load ${loadavg()[0]?.toFixed(1)} at the start.`,
    `float32. ${pace.rounds} rounds of turns; a turn's time over the number of its steps.`,
    table(['', 'version'], rows),
  ].join('\n\n')
}

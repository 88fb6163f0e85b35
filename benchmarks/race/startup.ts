import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../apps/train/src/config/load.ts'
import { MethodConfig } from '../../apps/train/src/config/method-config.ts'
import type { NodeBinary } from './contender.ts'
import { median, shown, table } from './table.ts'

const root = join(import.meta.dirname, '..', '..')
const config = join(root, 'configs', 'two-moons.yaml')

interface Launch {
  readonly label: string
  readonly command: string
  readonly args: readonly string[]
  readonly seconds: number[]
  accuracy: number
  remark: string
}

interface Finished {
  readonly accuracy?: number
  readonly validation?: { readonly accuracy: number }
}

/**
 * Whole processes, from launch to the end: `sobolev train configs/two-moons.yaml` under each Node, and
 * plain scripts that train the same network on the same data in Python. Returns a table in Markdown.
 */
export async function measureStartup(
  nodes: readonly NodeBinary[],
  python: string,
  rounds: number,
): Promise<string> {
  const output = await mkdtemp(join(tmpdir(), 'sobolev-startup-'))
  try {
    const launches = [
      ...nodes.map(({ path, version }) => {
        const main = join(root, 'apps', 'train', 'src', 'main.ts')
        const args = ['--import', 'tsx', main, 'train', config, '--json', '--quiet', '-o', output]
        return launch(`sobolev train, Node ${version}`, path, args)
      }),
      ...(await scripts(python)),
    ]
    for (let round = 0; round < rounds; round++)
      for (const one of launches) if (one.remark === '') await time(one)
    return show(launches)
  } finally {
    await rm(output, { recursive: true, force: true })
  }
}

const launch = (label: string, command: string, args: readonly string[]): Launch => ({
  ...{ label, command, args, seconds: [], accuracy: Number.NaN, remark: '' },
})

/** The scripts with what the config says. Throws a RangeError for a config they cannot follow. */
async function scripts(python: string): Promise<Launch[]> {
  const { data, model, optimizer, penalties, training } = await loadConfig(config)
  const { learningRate } = optimizer.options
  const isCosine = learningRate instanceof MethodConfig && learningRate.method === 'cosine'
  if (optimizer.method !== 'adam' || !isCosine || penalties.byName.size > 0)
    throw new RangeError('startup: the config must use Adam, a cosine schedule and no penalty')
  const settings = JSON.stringify({
    file: data.file,
    units: model.layers.flatMap(({ method, options }) =>
      method === 'dense' ? [options.units] : [],
    ),
    epochs: training.epochs,
    batchSize: training.batchSize,
    learningRate: learningRate.options.from,
  })
  return ['PyTorch', 'JAX', 'TensorFlow'].map((name) => {
    const file = join(root, 'benchmarks', 'peers', `two_moons_${name.toLowerCase()}.py`)
    return launch(`${name} script`, python, [file, settings])
  })
}

function time(one: Launch): Promise<void> {
  const start = performance.now()
  return new Promise((resolve) => {
    execFile(one.command, one.args, { cwd: root }, (error, stdout, stderr) => {
      if (error) one.remark = stderr.trim().split('\n').at(-1)?.slice(0, 120) || error.message
      else {
        one.seconds.push((performance.now() - start) / 1000)
        const finished: Finished = JSON.parse(stdout)
        one.accuracy = finished.validation?.accuracy ?? finished.accuracy ?? Number.NaN
      }
      resolve()
    })
  })
}

function show(launches: readonly Launch[]): string {
  const rows = launches.map(({ label, seconds, accuracy, remark }) => {
    const sorted = seconds.sort((a, b) => a - b)
    return [label, shown(median(sorted)), shown(sorted[0] ?? Number.NaN), shown(accuracy), remark]
  })
  return table(['', 'median s', 'best s', 'accuracy', 'remark'], rows)
}

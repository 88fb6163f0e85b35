/**
 * Runs one sweep of 40 trials in several ways and makes sure that each ends with the same winner and the same digest,
 * and that no trial is run twice:
 *
 *     npm run sweeps
 *
 * with 1, 2 and 8 processes; killed twice, with all of its processes; and, where there is a `redis-server`, by three
 * workers of which one is killed in the middle of a trial, while the server is started again. `--trials 12` takes
 * fewer, `--time` measures one process against two and nothing else.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Command as AnyCommand, root, sources } from './command.ts'

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '40' },
    time: { type: 'boolean', default: false },
    // apps/train/bin/sobolev.js runs what is built, which starts sooner.
    program: { type: 'string', default: sources },
  },
})
const trials = Number(values.trials)
const folder = mkdtempSync(join(tmpdir(), 'sobolev-sweeps-'))
const file = join(folder, 'moons.yaml')
writeFileSync(
  file,
  `config: ${join(root, 'configs/two-moons-penalty.yaml')}
set: { training.epochs: ${values.time ? 400 : 10} }
parameters:
  penalties.inputGradient: { log: [1e-3, 1] }
  optimizer.adam.learningRate: { log: [1e-3, 1e-1] }
search: { sobol: { points: ${trials / 2} } }
seeds: 2
objective: accuracy
`,
)

class Command extends AnyCommand {
  constructor(words: readonly string[]) {
    super(words, values.program)
  }
}

interface Summary {
  readonly digest: string
  readonly best: { readonly point: number; readonly mean: number }
  readonly missing: readonly number[]
}

const sweep = (output: string, words: readonly string[]): Command =>
  new Command(['sweep', file, '--json', '-o', join(folder, output), ...words])

async function summaryOf(command: Command): Promise<Summary> {
  const code = await command.ended
  if (code !== 0) throw new Error(`the sweep ended with exit code ${code}`)
  return JSON.parse(command.out)
}

/** What the trials of a folder came to, as their files say it. */
function outcomesIn(output: string): Map<string, string> {
  const path = join(folder, output, 'moons')
  const names = readdirSync(path).filter((name) => name.startsWith('trial-'))
  return new Map(
    names.flatMap((name) => {
      try {
        return [[name, readFileSync(join(path, name, 'trial.json'), 'utf8')] as const]
      } catch {
        return []
      }
    }),
  )
}

let expected: Summary | undefined
function check(way: string, summary: Summary, seconds: number): void {
  expected ??= summary
  const { digest, best, missing } = summary
  if (missing.length > 0) throw new Error(`${way}: trials ${missing} are missing`)
  if (digest !== expected.digest || best.point !== expected.best.point)
    throw new Error(`${way}: ended with point ${best.point} and digest ${digest}`)
  console.log(`${way}: point ${best.point}, digest ${digest.slice(0, 16)}, ${seconds.toFixed(1)} s`)
}

function checkOnce(way: string, ran: readonly number[]): void {
  const twice = ran.filter((index, i) => ran.indexOf(index) !== i)
  if (twice.length > 0) throw new Error(`${way}: trials ${twice} were run twice`)
}

async function byProcesses(workers: number): Promise<number> {
  const started = performance.now()
  const command = sweep(`of-${workers}`, ['--workers', String(workers)])
  const summary = await summaryOf(command)
  const seconds = (performance.now() - started) / 1000
  checkOnce(`${workers} processes`, command.ran)
  if (command.ran.length !== trials) throw new Error(`${command.ran.length} trials were run`)
  check(`${workers} ${workers === 1 ? 'process' : 'processes'}`, summary, seconds)
  return seconds
}

/** How much faster two trainings go side by side than one after the other, as far as the machine lets them. */
async function gainOfMachine(): Promise<number> {
  const secondsOf = async (count: number): Promise<number> => {
    const started = performance.now()
    const words = [
      'train',
      join(root, 'configs/two-moons-penalty.yaml'),
      '--threads',
      '1',
      '--quiet',
    ]
    const settings = ['--set', 'training.epochs=2000', '--output', join(folder, `alone-${count}`)]
    const commands = Array.from({ length: count }, () => new Command([...words, ...settings]))
    for (const { ended, out } of commands)
      if ((await ended) !== 0) throw new Error(`a training failed: ${out}`)
    return (performance.now() - started) / 1000
  }
  return (2 * (await secondsOf(1))) / (await secondsOf(2))
}

/** Kills a sweep with all its processes, twice, and lets it end. */
async function killedTwice(): Promise<void> {
  const started = performance.now()
  const ran: number[] = []
  let before = new Map<string, string>()
  for (const share of [0.3, 0.3]) {
    const command = sweep('killed', ['--workers', '2'])
    await command.untilRan(Math.round(trials * share))
    await command.kill()
    ran.push(...command.ran)
    before = outcomesIn('killed')
  }
  const last = sweep('killed', ['--workers', '2'])
  const summary = await summaryOf(last)
  ran.push(...last.ran)
  checkOnce('killed', ran)
  for (const [name, text] of before)
    if (outcomesIn('killed').get(name) !== text) throw new Error(`${name} was run again`)
  check(
    `killed twice, with ${before.size} of ${trials} done at the second time`,
    summary,
    (performance.now() - started) / 1000,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Three workers, one of which is killed in a trial; the server is started again meanwhile. */
async function byQueue(): Promise<void> {
  const started = performance.now()
  const port = await freePort()
  const data = join(folder, 'redis')
  mkdirSync(data)
  const redis = (): ChildProcess =>
    spawn('redis-server', ['--port', String(port), '--dir', data, '--appendonly', 'yes'], {
      stdio: 'ignore',
    })
  let server = redis()
  const url = `redis://127.0.0.1:${port}`
  const words = ['worker', url, '--workers', '1', '--cache', join(folder, 'cache')]
  const workers = [0, 1, 2].map(() => new Command(words))
  const command = sweep('queue', ['--queue', url])
  await Promise.race([workers[0]?.untilRan(3), command.ended])
  await workers[0]?.kill()
  await command.untilRan(Math.round(trials * 0.6))
  const gone = new Promise((resolve) => server.once('close', resolve))
  server.kill('SIGTERM')
  await gone
  await setTimeout(1000)
  server = redis()
  const summary = await summaryOf(command)
  const others = await Promise.all(
    workers.slice(1).map((worker) => worker.kill().then(() => worker.ran)),
  )
  server.kill('SIGTERM')
  checkOnce('the queue', command.ran)
  const begun = [...(workers[0]?.ran ?? []), ...others.flat()]
  if (begun.length !== trials + 1)
    throw new Error(`${begun.length} trials were begun, of which one was killed`)
  check(
    'three workers, one of them killed, the server started again',
    summary,
    (performance.now() - started) / 1000,
  )
}

try {
  const one = await byProcesses(1)
  const two = await byProcesses(2)
  console.log(
    `two processes are ${(one / two).toFixed(2)} times as fast as one, on ${availableParallelism()} processors`,
  )
  if (values.time)
    console.log(`two trainings by themselves: ${(await gainOfMachine()).toFixed(2)} times as fast`)
  else {
    await byProcesses(8)
    await killedTwice()
    if (spawnSync('redis-server', ['--version']).status === 0) await byQueue()
    else console.log('there is no redis-server: the queue was not tried')
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

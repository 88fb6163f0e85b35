import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from './bundle.fixture.ts'
import { blobs, blobsConfig, Project } from './cli/project.fixture.ts'
import { readCheckpoint } from './run/checkpoint.ts'
import { parseMetrics } from './run/metrics-log.ts'

const project = new Project()
let main = ''
beforeAll(async () => {
  main = await bundle('./main.ts', project.folder)
  project.write('blobs.csv', blobs(400))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

function start(
  argv: readonly string[],
  stdout: 'pipe' | number = 'pipe',
  program = main,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child: ChildProcess = spawn(process.execPath, [program, ...argv], {
    cwd: project.folder,
    stdio: ['ignore', stdout, 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout?.on('data', (text) => {
    out += text
  })
  child.stderr?.on('data', (text) => {
    err += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
  return { child, ended }
}

const endless = [
  ...['train', project.path('blobs.yaml'), '--output', project.path('runs')],
  ...['--set', 'training.epochs=1000000'],
]

/** Resolves when the child has said that its first epochs are over. */
function trainingOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.stderr?.on('data', (text) => {
      if (String(text).includes('3/1000000')) resolve()
    })
  })
}

test('a killed training leaves checkpoints that are whole, and a log that reads', async () => {
  for (const delay of [0, 170]) {
    const { child, ended } = start(endless)
    await trainingOf(child)
    await setTimeout(delay)
    child.kill('SIGKILL')
    expect((await ended).signal).toBe('SIGKILL')
  }
  const runs = project.runs()
  expect(runs).toHaveLength(2)
  for (const run of runs) {
    const files = readdirSync(project.path(run)).filter((name) => name.endsWith('.safetensors'))
    expect(files.sort()).toEqual(['best.safetensors', 'last.safetensors'])
    for (const file of files) readCheckpoint(project.path(join(run, file)))
    expect(parseMetrics(project.read(join(run, 'metrics.jsonl'))).length).toBeGreaterThan(1)
  }
})

test('Ctrl-C ends the process with 130, the checkpoint written', async () => {
  const { child, ended } = start([...endless, '--json', '--set', 'name=stopped'])
  await trainingOf(child)
  child.kill('SIGINT')
  const { code, out, err } = await ended
  expect(code).toBe(130)
  expect(err).toMatch(/error: stopped after \d+ steps\n$/)
  const result: unknown = JSON.parse(out)
  expect(result).toMatchObject({ status: 'interrupted' })
  const run = project.runs().find((path) => path.includes('stopped')) ?? ''
  const { description } = readCheckpoint(project.path(join(run, 'last.safetensors')))
  expect(result).toMatchObject({ steps: description.step })
})

test('a closed terminal, of which both system and shell tell, ends it with 129, the checkpoint written', async () => {
  const { child, ended } = start([...endless, '--set', 'name=closed'])
  await trainingOf(child)
  child.stdout?.destroy()
  child.stderr?.destroy()
  child.kill('SIGHUP')
  child.kill('SIGHUP')
  expect((await ended).code).toBe(129)
  const run = project.runs().find((path) => path.includes('closed')) ?? ''
  const { description } = readCheckpoint(project.path(join(run, 'last.safetensors')))
  const records = parseMetrics(project.read(join(run, 'metrics.jsonl')))
  // The step at which it stopped, not that of up to two seconds before.
  expect(description.epoch).toBe(records.length)
  expect(existsSync(project.path(join(run, 'result.json')))).toBe(true)
})

test('training goes on where nobody reads its progress any more', async () => {
  const { child, ended } = start([
    ...['train', project.path('blobs.yaml'), '--output', project.path('runs')],
    ...['--set', 'training.epochs=200', '--set', 'name=unheard'],
  ])
  child.stderr?.once('data', () => child.stderr?.destroy())
  const { code, out } = await ended
  expect(code).toBe(0)
  expect(out).toMatch(/finished after 200 epochs/)
})

test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout is a message and 1', async () => {
  const full = openSync('/dev/full', 'w')
  const argv = ['validate', project.path('blobs.yaml')]
  const { code, err } = await start(argv, full).ended
  closeSync(full)
  expect(code).toBe(1)
  expect(err).toMatch(/^error: stdout cannot be written: ENOSPC: no space left on device[^\n]*\n$/)
})

test('bad usage ends the process with 2', async () => {
  const { code, out, err } = await start(['train', 'no/such.yaml']).ended
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^error: .*no\/such\.yaml: no such config/)
})

test('the command that npm links says what to do where nothing is built', async () => {
  mkdirSync(project.path('bin'))
  const command = project.path('bin/sobolev.mjs')
  copyFileSync(new URL('../bin/sobolev.js', import.meta.url), command)
  const { code, err } = await start(['--help'], 'pipe', command).ended
  expect(code).toBe(1)
  expect(err).toBe('sobolev: nothing is built here; "npm ci && npm run build" builds it\n')
})

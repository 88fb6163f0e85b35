import { existsSync, readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { readCheckpoint } from '../run/checkpoint.ts'

/** The disk of these tests: how many bytes it still takes, and what it says then. */
const disk = vi.hoisted(() => ({
  free: Number.POSITIVE_INFINITY,
  code: 'ENOSPC',
  openFails: false,
}))

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>()
  const failure = (syscall: string): Error =>
    Object.assign(new Error(`${disk.code}: disk failure, ${syscall}`), {
      ...{ code: disk.code, errno: -28, syscall },
    })
  return {
    ...real,
    writeSync(file: number, bytes: Uint8Array, offset = 0): number {
      if (disk.free <= 0) throw failure('write')
      // As a disk does that fills up: the last write takes a part.
      const taken = Math.min(bytes.length - offset, disk.free)
      disk.free -= taken
      return real.writeSync(file, bytes, offset, taken)
    },
    createWriteStream: (path: string) =>
      real.createWriteStream(disk.free <= 0 ? '/dev/full' : path),
    openSync(path: string, flags: string): number {
      if (disk.openFails && flags !== 'r') throw failure('open')
      return real.openSync(path, flags)
    },
  }
})

const project = new Project()
beforeAll(() => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
})
afterEach(() => {
  Object.assign(disk, { free: Number.POSITIVE_INFINITY, code: 'ENOSPC', openFails: false })
})
afterAll(() => project.remove())

/** Trains, and lets the disk fail once `epochs` epochs are in the log. */
async function trainUntil(name: string, epochs: number, fail: () => void) {
  const io = project.io({
    onWrite: (text) => {
      if (text.includes(`${epochs}/50`)) fail()
    },
  })
  const argv = ['train', 'blobs.yaml', '--set', `name=${name}`, '--set', 'training.epochs=50']
  const outcome = await project.run(argv, io)
  const run = project.runs().find((path) => path.includes(`/${name}/`)) ?? ''
  return { ...outcome, run }
}

test.each([
  ['ENOSPC', 'the disk is full (ENOSPC); make room'],
  ['EDQUOT', 'the quota of this disk is used up (EDQUOT); make room'],
  ['EIO', 'the disk reports a fault (EIO); write to another'],
])(
  '%s: the message names the file and the last good checkpoint; the log ends in a whole line',
  async (code, words) => {
    const {
      code: exitCode,
      out,
      err,
      run,
    } = await trainUntil(code, 3, () => {
      Object.assign(disk, { code, free: 40 })
    })
    expect([exitCode, out]).toEqual([1, ''])
    const lines = err.trimEnd().split('\n')
    expect(lines.at(-1)).toBe(
      `error: ${run}/metrics.jsonl: cannot be written: ${words}; the last good checkpoint is ${run}/last.safetensors (epoch 1)`,
    )
    expect(readCheckpoint(project.path(`${run}/last.safetensors`)).description.epoch).toBe(1)
    const log = project.read(`${run}/metrics.jsonl`)
    expect(log.split('\n')).toHaveLength(4)
    expect(log.endsWith('}\n')).toBe(true)
    // Nothing half written is left beside the checkpoints.
    expect(readdirSync(project.path(run)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  },
)

test('a disk that has become read-only at the end of training', async () => {
  const { code, err, run } = await trainUntil('readonly', 50, () => {
    Object.assign(disk, { code: 'EROFS', openFails: true })
  })
  expect(code).toBe(1)
  expect(err).toMatch(
    /error: \S+\.safetensors: cannot be written: the disk is read-only \(EROFS\); write to another; the last good checkpoint is \S+ \(epoch \d+\)\n$/,
  )
  expect(project.read(`${run}/metrics.jsonl`).split('\n')).toHaveLength(51)
})

test('a disk that is full before the first epoch: nothing is left of the run', async () => {
  disk.free = 100
  const { code, err } = await trainUntil('early', 99, () => {})
  expect(code).toBe(1)
  expect(err).toMatch(
    /error: runs\/early\/\S+\/environment\.json: cannot be written: the disk is full/,
  )
  expect(existsSync(project.path('runs/early'))).toBe(false)
})

test('predictions that do not fit on the disk are no file, and the message names it', async () => {
  const { run } = await trainUntil('whole', 99, () => {})
  disk.free = 500
  const { code, err } = await project.run(['predict', run, 'blobs.csv', '-o', 'out.csv'])
  expect(code).toBe(1)
  expect(err).toMatch(
    /error: out\.csv: cannot be written: the disk is full \(ENOSPC\); make room\n$/,
  )
  expect(readdirSync(project.folder).filter((name) => name.includes('out.csv'))).toEqual([])
})

test.skipIf(!existsSync('/dev/full'))(
  'standard input that does not fit into its copy: the message names it',
  async () => {
    const { run } = await trainUntil('piped', 99, () => {})
    disk.free = 0
    const io = project.io({ stdin: blobs(80) })
    const { code, out, err } = await project.run(['evaluate', run, '-', '--importance'], io)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(
      /error: \S+input\.csv: cannot be written: the disk is full \(ENOSPC\); make room, or name another folder by TMPDIR\n$/,
    )
  },
)

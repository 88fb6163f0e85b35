import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { someCheckpoint } from '../run/checkpoint.fixture.ts'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { CheckpointKeeper } from './checkpoint-keeper.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-keeper-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (epoch: number): Checkpoint => ({
  ...someCheckpoint,
  description: { ...someCheckpoint.description, epoch },
})

const paths = () => ({
  best: join(folder, 'best.safetensors'),
  last: join(folder, 'last.safetensors'),
})
const onDisk = (path: string): number => readCheckpoint(path).description.epoch

test('the first is written at once, then one every two seconds, and the rest by flush', () => {
  const { best, last } = paths()
  let time = 0
  const keeper = new CheckpointKeeper(paths(), { clock: () => time })

  keeper.offer(at(1), false)
  expect(existsSync(best)).toBe(false)
  expect(onDisk(last)).toBe(1)
  time = 1999
  keeper.offer(at(2), true)
  expect(existsSync(best)).toBe(false)
  expect(onDisk(last)).toBe(1)
  time = 2000
  keeper.offer(at(3), true)
  expect([onDisk(best), onDisk(last)]).toEqual([3, 3])
  keeper.offer(at(4), false)
  expect([keeper.best?.description.epoch, keeper.last?.description.epoch]).toEqual([3, 4])
  keeper.flush()
  expect([onDisk(best), onDisk(last)]).toEqual([3, 4])
})

test('within an epoch it takes one every ten seconds, but where writing is slow fewer', () => {
  let time = 0
  let writing = 0
  const keeper = new CheckpointKeeper(paths(), {
    clock: () => time,
    beforeWriting: () => {
      time += writing
    },
  })
  const taken: number[] = []
  const goOnTo = (seconds: number): void => {
    time = 1000 * seconds
    keeper.offerWithin(() => {
      taken.push(seconds)
      return at(seconds)
    })
  }
  for (const seconds of [9, 10, 19]) goOnTo(seconds)
  writing = 1000
  for (const seconds of [20, 40, 41]) goOnTo(seconds)
  expect(taken).toEqual([10, 20, 41])
  expect(onDisk(paths().last)).toBe(41)
  time = 100_000
  keeper.offerWithin(() => null)
  expect(onDisk(paths().last)).toBe(41)
})

test('whenever it is killed, the last on the disk is the best, or came when the best on the disk was', () => {
  const keeper = new CheckpointKeeper(paths(), { clock: () => 0 })
  keeper.offer(at(1), true)
  keeper.offer(at(2), true)
  keeper.offer(at(3), false)
  const seen: number[][] = []
  const real = { ...at(2) }
  const watched = new CheckpointKeeper(paths(), {
    kept: { best: at(1), last: at(1) },
    beforeWriting: () => seen.push([onDisk(paths().best), onDisk(paths().last)]),
  })
  watched.offer(real, true)
  watched.offer(at(3), false)
  watched.flush()
  // Before the last is written, each time: the second as the last first, and the best between the two.
  expect(seen).toEqual([
    [1, 1],
    [2, 2],
  ])
  expect([onDisk(paths().best), onDisk(paths().last)]).toEqual([2, 3])
})

test('going on from a best one that was killed before its own file was written, it writes that file', () => {
  const { best, last } = paths()
  writeCheckpoint(best, at(1))
  writeCheckpoint(last, at(2))
  const found = readCheckpoint(last)
  const keeper = new CheckpointKeeper(paths(), { kept: { best: found, last: found } })
  keeper.offer(at(3), false)
  keeper.flush()
  expect([onDisk(best), onDisk(last)]).toEqual([2, 3])
})

test('the beginning is written where nothing came after it, and files can be moved', () => {
  const keeper = new CheckpointKeeper(paths())
  keeper.begin(at(0))
  keeper.flush()
  expect(onDisk(paths().last)).toBe(0)
  expect(keeper.last).toBeUndefined()
  keeper.offer(at(1), true)
  keeper.flush()
  const others = { best: join(folder, 'b.safetensors'), last: join(folder, 'l.safetensors') }
  keeper.moveTo(others)
  expect(readdirSync(folder).sort()).toEqual(['b.safetensors', 'l.safetensors'])
  // One that goes on after a kill knows of files that have been moved already.
  const again = new CheckpointKeeper(paths(), { kept: { best: at(1), last: at(1) } })
  again.moveTo(others)
  expect([onDisk(others.best), onDisk(others.last)]).toEqual([1, 1])
  expect(keeper.saved).toMatchObject({ path: others.last, epoch: 1 })
})

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { someCheckpoint } from '../run/checkpoint.fixture.ts'
import { type Checkpoint, readCheckpoint } from '../run/checkpoint.ts'
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

test('the first is written at once, then one every two seconds, and the rest by flush', () => {
  const best = join(folder, 'best.safetensors')
  const last = join(folder, 'last.safetensors')
  let time = 0
  const keeper = new CheckpointKeeper(best, last, { clock: () => time })
  const onDisk = (path: string): number => readCheckpoint(path).description.epoch

  keeper.offer(at(1), false)
  expect(existsSync(best)).toBe(false)
  expect(onDisk(last)).toBe(1)
  time = 1999
  keeper.offer(at(2), true)
  expect(onDisk(best)).toBe(2)
  expect(onDisk(last)).toBe(1)
  time = 2000
  keeper.offer(at(3), true)
  expect(onDisk(best)).toBe(2)
  expect(onDisk(last)).toBe(3)
  keeper.offer(at(4), false)
  expect([keeper.best?.description.epoch, keeper.last?.description.epoch]).toEqual([3, 4])
  keeper.flush()
  expect(onDisk(best)).toBe(3)
  expect(onDisk(last)).toBe(4)
})

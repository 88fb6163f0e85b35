import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { checkpointAt, findCheckpoint } from './find-checkpoint.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-find-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(path: string, text = ''): string {
  const whole = join(folder, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, text)
  return whole
}

test('a file is itself', () => {
  const path = file('somewhere/model.safetensors')
  expect(checkpointAt(path)).toBe(path)
})

test('a run gives what its result names, else the best, else the last', () => {
  const last = file('run/last.safetensors')
  expect(checkpointAt(join(folder, 'run'))).toBe(last)
  const best = file('run/best.safetensors')
  expect(checkpointAt(join(folder, 'run'))).toBe(best)
  file('run/result.json', '{"checkpoint":"last.safetensors"}')
  expect(checkpointAt(join(folder, 'run'))).toBe(last)
})

test('a name gives its latest run that has a checkpoint', () => {
  file('moons/20260101-1/last.safetensors')
  const second = file('moons/20260102-1/last.safetensors')
  file('moons/20260103-1/config.yaml')
  file('moons/notes.txt')
  expect(checkpointAt(join(folder, 'moons'))).toBe(second)
})

test.each([
  ['nowhere', /nowhere: no such run or checkpoint/],
  ['empty', /empty: holds no checkpoint/],
  ['outside', /result\.json: damaged/],
])('%s: refused by name', (name, words) => {
  mkdirSync(join(folder, 'empty'))
  file('outside/result.json', '{"checkpoint":"../../secret"}')
  expect(() => checkpointAt(join(folder, name))).toThrow(InputError)
  expect(() => checkpointAt(join(folder, name))).toThrow(words)
})

describe('findCheckpoint', () => {
  const find = (reference: string): string =>
    findCheckpoint(reference, { workingDirectory: folder }).slice(folder.length + 1)
  const first = 'runs/moons/20260101-1'
  const second = 'runs/moons/20260102-1'
  const bytes = '\u0000'
  beforeEach(() => {
    for (const run of [first, second]) {
      file(`${run}/config.yaml`, 'name: moons\n')
      file(`${run}/last.safetensors`, bytes)
    }
    file('runs/moons/20260103-1/config.yaml', 'name: moons\n')
    file('copied/model.bin', bytes)
    file('copied/best.safetensors', bytes)
  })

  test.each([
    ['its id', '20260101-1', `${first}/last.safetensors`],
    ['its name: the latest with a checkpoint', 'moons', `${second}/last.safetensors`],
    ['its place below runs', 'moons/20260101-1', `${first}/last.safetensors`],
    ['its folder', first, `${first}/last.safetensors`],
    ['the folder of all runs', 'runs', `${second}/last.safetensors`],
    ['its config', `${first}/config.yaml`, `${first}/last.safetensors`],
    ['a checkpoint below runs', 'moons/20260101-1/last.safetensors', `${first}/last.safetensors`],
    ['a file elsewhere', 'copied/model.bin', 'copied/model.bin'],
    ['a folder that is no run', 'copied', 'copied/best.safetensors'],
  ])('by %s', (_, reference, path) => {
    expect(find(reference)).toBe(path)
  })

  test.each([
    ['moon', 'moon: no such run; did you mean "moons"?'],
    ['20260103-1', '20260103-1: holds no checkpoint; a run writes its first one'],
    ['moons.yaml', 'moons.yaml: is a config; give the run that was trained from it'],
    ['points.csv', 'points.csv: is no checkpoint; give a run folder'],
  ])('%s is none', (reference, words) => {
    file('moons.yaml', 'name: moons\n')
    file('points.csv', 'x,y\n1,2\n')
    expect(() => find(reference)).toThrow(words)
  })
})

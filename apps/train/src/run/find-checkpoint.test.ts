import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { findCheckpoint } from './find-checkpoint.ts'

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
  expect(findCheckpoint(path)).toBe(path)
})

test('a run gives what its result names, else the best, else the last', () => {
  const last = file('run/last.safetensors')
  expect(findCheckpoint(join(folder, 'run'))).toBe(last)
  const best = file('run/best.safetensors')
  expect(findCheckpoint(join(folder, 'run'))).toBe(best)
  file('run/result.json', '{"checkpoint":"last.safetensors"}')
  expect(findCheckpoint(join(folder, 'run'))).toBe(last)
})

test('a name gives its latest run that has a checkpoint', () => {
  file('moons/20260101-1/last.safetensors')
  const second = file('moons/20260102-1/last.safetensors')
  file('moons/20260103-1/config.yaml')
  file('moons/notes.txt')
  expect(findCheckpoint(join(folder, 'moons'))).toBe(second)
})

test.each([
  ['nowhere', /nowhere: no such run or checkpoint/],
  ['empty', /empty: holds no checkpoint/],
  ['outside', /result\.json: damaged/],
])('%s: refused by name', (name, words) => {
  mkdirSync(join(folder, 'empty'))
  file('outside/result.json', '{"checkpoint":"../../secret"}')
  expect(() => findCheckpoint(join(folder, name))).toThrow(InputError)
  expect(() => findCheckpoint(join(folder, name))).toThrow(words)
})

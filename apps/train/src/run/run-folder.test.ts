import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { checkRunName, createRunFolder, removeRunFolder } from './run-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-run-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the folder lies under the name and its id starts with the time in UTC', () => {
  const run = createRunFolder(join(folder, 'runs'), 'moons', new Date('2026-01-31T12:34:56.789Z'))
  expect(run.id).toMatch(/^20260131-123456\.789-[0-9a-f]{4}$/)
  expect(run.path).toBe(join(folder, 'runs', 'moons', run.id))
  expect(run.best).toBe(join(run.path, 'best.safetensors'))
  expect(readdirSync(run.path)).toEqual([])
})

test('runs of the same millisecond get folders of their own', () => {
  const now = new Date()
  const paths = Array.from({ length: 300 }, () => createRunFolder(folder, 'a', now).path)
  expect(new Set(paths).size).toBe(300)
})

test('a removed run leaves nothing, but other runs stay', () => {
  const output = join(folder, 'runs')
  const first = createRunFolder(output, 'a')
  const second = createRunFolder(output, 'a')
  writeFileSync(second.metrics, 'x')
  removeRunFolder(second)
  expect(readdirSync(join(output, 'a'))).toEqual([first.id])
  removeRunFolder(first)
  expect(existsSync(output)).toBe(false)
  expect(existsSync(folder)).toBe(true)
})

test('a folder that was there before stays, empty as it is', () => {
  removeRunFolder(createRunFolder(folder, 'a'))
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  '../x',
  'a/b',
  'a\\b',
  '',
  '.',
  '..',
  '.hidden',
  'a.',
  'a:b',
  'x'.repeat(101),
  'a\n',
  'a ',
  'CON',
  'nul.txt',
  'aux',
  'Com3.log',
  'a<b',
  'a|b',
  'a?',
  'a*',
  'a"b',
])('the name %j is refused', (name) => {
  expect(() => createRunFolder(folder, name)).toThrow(InputError)
  expect(readdirSync(folder)).toEqual([])
})

test.each(['two-moons', 'Größe 2', 'v1.2+rc', '日本'])('the name %j is taken', (name) => {
  expect(() => checkRunName(name)).not.toThrow()
})

test('a file where the folder should be is an error that names it and a way out', () => {
  writeFileSync(join(folder, 'runs'), '')
  expect(() => createRunFolder(join(folder, 'runs'), 'a')).toThrow(
    /runs.*cannot be made: .*; name another folder with --output$/,
  )
})

test.runIf(existsSync('/proc/self'))(
  'a place that takes no folder is an error, not a wait without end; only Linux has such a place at hand',
  () => {
    expect(() => createRunFolder('/proc/runs', 'a')).toThrow(/cannot be made: ENOENT.*--output$/)
  },
)

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileAtomic, writeTextAtomic } from './atomic-write.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('writes all chunks in order and leaves no other file', () => {
  const path = join(folder, 'a.bin')
  writeFileAtomic(path, [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)])
  expect([...readFileSync(path)]).toEqual([1, 2, 3])
  expect(readdirSync(folder)).toEqual(['a.bin'])
})

test('replaces the old content as a whole', () => {
  const path = join(folder, 'a.txt')
  writeTextAtomic(path, 'a long first text')
  writeTextAtomic(path, 'äöü')
  expect(readFileSync(path, 'utf8')).toBe('äöü')
})

test('until the last chunk is written the old content stays in place', () => {
  const path = join(folder, 'a.txt')
  writeFileSync(path, 'old')
  const seen: string[] = []
  function* chunks(): Generator<Uint8Array> {
    yield Uint8Array.of(65)
    seen.push(readFileSync(path, 'utf8'))
    yield Uint8Array.of(66)
    seen.push(readFileSync(path, 'utf8'))
  }
  writeFileAtomic(path, chunks())
  expect(seen).toEqual(['old', 'old'])
  expect(readFileSync(path, 'utf8')).toBe('AB')
})

test('a failure half way keeps the old content and removes the temporary file', () => {
  const path = join(folder, 'a.txt')
  writeFileSync(path, 'old')
  function* chunks(): Generator<Uint8Array> {
    yield Uint8Array.of(65)
    throw new Error('disk gone')
  }
  expect(() => writeFileAtomic(path, chunks())).toThrow('disk gone')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.txt'])
})

test('a rename that cannot happen removes the temporary file', () => {
  const path = join(folder, 'taken')
  mkdirSync(join(path, 'inside'), { recursive: true })
  expect(() => writeTextAtomic(path, 'x')).toThrow()
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('a missing folder is an error that names it', () => {
  expect(() => writeTextAtomic(join(folder, 'nowhere', 'a.txt'), 'x')).toThrow(/nowhere/)
})

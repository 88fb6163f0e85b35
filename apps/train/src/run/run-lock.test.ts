import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { lockHolder, RunLock } from './run-lock.ts'

let other: ChildProcess
beforeAll(() => {
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
})
afterAll(() => other.kill())

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-lock-'))
  file = join(folder, 'lock.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (changes: object): void => {
  const holder = { pid: other.pid, host: hostname(), process: null, since: '2026-01-01' }
  writeFileSync(file, JSON.stringify({ ...holder, ...changes }))
}
const age = (seconds: number): void => {
  const time = new Date(Date.now() - 1000 * seconds)
  utimesSync(file, time, time)
}

test('a second one is refused, with the process that holds the first; afterwards it is not', () => {
  const lock = RunLock.take(file)
  expect(lockHolder(file)).toMatchObject({ pid: process.pid, host: hostname() })
  expect(() => RunLock.take(file)).toThrow(InputError)
  expect(() => RunLock.take(file)).toThrow(`process ${process.pid} trains this run at the moment`)
  lock.release()
  lock.release()
  expect(lockHolder(file)).toBeNull()
  RunLock.take(file).release()
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['of a live process', {}, 1e6, true],
  ['of a live process with the number of an earlier one', { process: 'another boot 7' }, 0, false],
  ['of another machine, touched a minute ago', { host: 'elsewhere' }, 60, true],
  ['of another machine, touched three minutes ago', { host: 'elsewhere' }, 180, false],
])('one %s', (_, changes, seconds, holds) => {
  write(changes)
  age(seconds)
  if (holds) {
    expect(() => RunLock.take(file)).toThrow(/trains this run/)
    expect(readdirSync(folder)).toEqual(['lock.json'])
    return
  }
  const lock = RunLock.take(file)
  expect(lockHolder(file)?.pid).toBe(process.pid)
  lock.release()
  expect(readdirSync(folder)).toEqual([])
})

test('one that a killed process left behind, and one that is damaged, are taken over', async () => {
  const killed = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  write({ pid: killed.pid })
  expect(lockHolder(file)?.pid).toBe(killed.pid)
  killed.kill('SIGKILL')
  await once(killed, 'close')
  RunLock.take(file).release()
  writeFileSync(file, '{"pid":')
  RunLock.take(file).release()
  // Empty for a moment, until it is written; after that, of a process that was killed in between.
  writeFileSync(file, '')
  expect(() => RunLock.take(file)).toThrow('another process trains this run')
  age(200)
  RunLock.take(file).release()
  expect(readdirSync(folder)).toEqual([])
})

test('a lock that another has taken over meanwhile is left to it', () => {
  const lock = RunLock.take(file)
  write({})
  lock.release()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: other.pid })
})

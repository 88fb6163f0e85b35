import { execFileSync } from 'node:child_process'
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fillFile } from './output-file.ts'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const fill = async (write: (text: string) => void): Promise<void> => {
  write('x,prediction\n')
  write('1,ä\n')
}

test('a file appears as a whole, and replaces the one before', async () => {
  const path = project.write('out.csv', 'old')
  await fillFile(path, fill)
  expect(project.read('out.csv')).toBe('x,prediction\n1,ä\n')
  const breakOff = fillFile(path, async (write) => {
    write('half')
    throw new RangeError('broken off')
  })
  await expect(breakOff).rejects.toThrow('broken off')
  expect(project.read('out.csv')).toBe('x,prediction\n1,ä\n')
})

test('a link stays one: the file behind it is replaced', async () => {
  project.write('behind.csv', 'old')
  symlinkSync('behind.csv', project.path('link.csv'))
  await fillFile(project.path('link.csv'), fill)
  expect(lstatSync(project.path('link.csv')).isSymbolicLink()).toBe(true)
  expect(project.read('behind.csv')).toBe('x,prediction\n1,ä\n')
})

// A device such as /dev/null takes the same way, but a test of that would destroy it where it fails.
test('a pipe is written to; no file takes its place', async () => {
  const path = project.path('pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, 'r+')
  await fillFile(path, fill)
  expect(lstatSync(path).isFIFO()).toBe(true)
  const bytes = Buffer.alloc(100)
  expect(bytes.toString('utf8', 0, readSync(reader, bytes))).toBe('x,prediction\n1,ä\n')
  closeSync(reader)
})

test('a folder, and a path in no folder, are refused with a way out', async () => {
  mkdirSync(project.path('folder'))
  const intoFolder = fillFile(project.path('folder'), fill)
  await expect(intoFolder).rejects.toThrow(
    /folder: cannot be written: it is a folder; name a file in it$/,
  )
  const intoNothing = fillFile(project.path('nowhere/out.csv'), fill)
  await expect(intoNothing).rejects.toThrow(
    /nowhere\/out\.csv: cannot be written: its folder does not exist; make it first$/,
  )
  const belowFile = fillFile(join(project.write('a.csv', ''), 'out.csv'), fill)
  await expect(belowFile).rejects.toThrow(/a\.csv\/out\.csv: cannot be written: ENOTDIR/)
  expect(readdirSync(project.path('folder'))).toEqual([])
  expect(readdirSync(project.folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

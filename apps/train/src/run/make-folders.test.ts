import { existsSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { Project } from '../cli/project.fixture.ts'
import { makeFolders } from './make-folders.ts'

const project = new Project()
afterAll(() => project.remove())

test('makes all that is missing and returns the topmost, or throws what the system says', () => {
  expect(makeFolders(project.path('a/b/c'))).toBe(project.path('a'))
  expect(existsSync(project.path('a/b/c'))).toBe(true)
  expect(makeFolders(project.path('a/b/c'))).toBeUndefined()
  project.write('file', '')
  expect(() => makeFolders(project.path('file/b/c'))).toThrow('ENOTDIR')
})

test.runIf(process.platform === 'linux')('returns where the system denies what it has made', () => {
  expect(() => makeFolders('/proc/sweeps/a/b')).toThrow(/ENOENT/)
})

import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { decodeFile, readSafetensors, writeSafetensors } from './safetensors.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-safetensors-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tensors = new Map([
  ['w', { dtype: 'F32', shape: [2], data: Float32Array.of(1, -0) } as const],
])

test('a file on disk reads back as it was', () => {
  const path = join(folder, 'sample.safetensors')
  writeSafetensors(path, { tensors, metadata: new Map([['a', 'b']]) })
  expect(readSafetensors(path)).toEqual({ tensors, metadata: new Map([['a', 'b']]) })
  expect(decodeFile(readFileSync(path), path).tensors).toEqual(tensors)
})

test('a fault names the file and the way out', () => {
  const path = join(folder, 'cut.safetensors')
  writeSafetensors(path, { tensors, metadata: new Map() })
  truncateSync(path, 70)
  expect(() => readSafetensors(path)).toThrow(InputError)
  expect(() => readSafetensors(path)).toThrow(
    /cut\.safetensors: cut off: .*; give a checkpoint that training wrote, copied as a whole/,
  )
  const missing = (): unknown => readSafetensors(join(folder, 'nowhere.safetensors'))
  expect(missing).toThrow(InputError)
  expect(missing).toThrow(/nowhere\.safetensors: cannot be read/)
})

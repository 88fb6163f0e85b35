import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { writeSafetensors } from './safetensors.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-checkpoint-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const checkpoint: Checkpoint = {
  weights: new Map([
    ['layers.0.bias', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
    ['layers.0.kernel', { dtype: 'F32', shape: [1, 2], data: Float32Array.of(3, 4) }],
  ]),
  optimizer: new Map([['step', { dtype: 'I32', shape: [], data: Int32Array.of(7) }]]),
  description: {
    format: 1,
    epoch: 3,
    step: 7,
    seed: 1,
    task: 'classification',
    features: ['x', 'island=Biscoe'],
    classes: ['no', 'yes'],
    preprocessing: { columns: [{ name: 'x', mean: 0.5 }] },
    data: [],
    config: 'name: a\n',
    validation: { loss: 0.25, auc: null },
  },
}

test('reads back as it was', () => {
  const path = join(folder, 'best.safetensors')
  writeCheckpoint(path, checkpoint)
  expect(readCheckpoint(path)).toEqual(checkpoint)
})

test.each<[string, ReadonlyMap<string, string>, RegExp]>([
  ['no description', new Map(), /x\.safetensors: a safetensors file, but no checkpoint/],
  ['no JSON', new Map([['sobolev', '{']]), /x\.safetensors: .*not JSON/],
  [
    'a later format',
    new Map([['sobolev', JSON.stringify({ ...checkpoint.description, format: 2 })]]),
    /another version, or a damaged one: format/,
  ],
  [
    'an epoch of text',
    new Map([['sobolev', JSON.stringify({ ...checkpoint.description, epoch: '3' })]]),
    /epoch/,
  ],
])('%s: refused by name', (_, metadata, words) => {
  const path = join(folder, 'x.safetensors')
  writeSafetensors(path, { tensors: new Map(), metadata })
  expect(() => readCheckpoint(path)).toThrow(InputError)
  expect(() => readCheckpoint(path)).toThrow(words)
})

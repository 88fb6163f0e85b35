import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { someCheckpoint, somePreprocessing } from './checkpoint.fixture.ts'
import {
  checkpointOf,
  type Description,
  encodeCheckpoint,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.ts'
import { contentDigest } from './digest.ts'
import { decodeFile, readSafetensors, writeSafetensors } from './safetensors.ts'

let folder = ''
let path = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-checkpoint-'))
  path = join(folder, 'x.safetensors')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { description } = someCheckpoint

test('reads back as it was', () => {
  writeCheckpoint(path, someCheckpoint)
  expect(readCheckpoint(path)).toEqual(someCheckpoint)
})

test.each<[string, string, RegExp]>([
  ['no JSON', '{', /x\.safetensors: a damaged checkpoint: of its description, .*JSON/],
  ['lists without end', '['.repeat(10_000), /of its description, it nests more than 16 deep/],
  [
    'a later format',
    JSON.stringify({ ...description, format: 4 }),
    /another version, or a damaged one: format/,
  ],
  ['an epoch of text', JSON.stringify({ ...description, epoch: '3' }), /epoch/],
])('a description of %s is refused by name', (_, text, words) => {
  const digest = contentDigest(new Map(), text)
  const metadata = new Map([
    ['sobolev', text],
    ['sobolev.sha256', digest],
  ])
  writeSafetensors(path, { tensors: new Map(), metadata })
  expect(() => readCheckpoint(path)).toThrow(InputError)
  expect(() => readCheckpoint(path)).toThrow(words)
})

test('a file of another program, and one without a digest, are refused', () => {
  writeSafetensors(path, { tensors: new Map(), metadata: new Map() })
  expect(() => readCheckpoint(path)).toThrow(
    /x\.safetensors: a safetensors file, but no checkpoint/,
  )
  const metadata = new Map([['sobolev', JSON.stringify(description)]])
  writeSafetensors(path, { tensors: new Map(), metadata })
  expect(() => readCheckpoint(path)).toThrow(/x\.safetensors: a checkpoint without a digest/)
})

test('a bit that flips is noticed, wherever it stands', () => {
  const whole = Buffer.concat(encodeCheckpoint(someCheckpoint))
  const read = (bytes: Uint8Array): unknown => checkpointOf(decodeFile(bytes, path), path)
  expect(read(whole)).toEqual(someCheckpoint)
  for (let at = 0; at < whole.length; at += at < whole.length - 80 ? 5 : 1) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
    expect(() => read(bytes), `byte ${at}`).toThrow(InputError)
  }
})

test('a tensor that is exchanged, renamed or left out is noticed', () => {
  writeCheckpoint(path, someCheckpoint)
  const { tensors, metadata } = readSafetensors(path)
  const [[name, tensor] = ['', undefined], ...others] = tensors
  if (tensor === undefined) throw new Error('the checkpoint must have a tensor')
  const data = tensor.data.slice()
  data[0] = (data[0] ?? 0) + 1
  for (const changed of [
    new Map(others),
    new Map([...others, [`${name}2`, tensor] as const]),
    new Map([...others, [name, { ...tensor, data }] as const]),
  ]) {
    writeSafetensors(path, { tensors: changed, metadata })
    expect(() => readCheckpoint(path)).toThrow(/a damaged checkpoint: its content is not what/)
  }
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'a weight of %s is refused',
  (value) => {
    const bias = { dtype: 'F32', shape: [2], data: Float32Array.of(1, value) } as const
    const weights = new Map([...someCheckpoint.weights, ['layers.0.bias', bias] as const])
    writeCheckpoint(path, { ...someCheckpoint, weights })
    expect(() => readCheckpoint(path)).toThrow(
      `x.safetensors: a checkpoint of no use: layers.0.bias holds ${value}`,
    )
  },
)

test.each<[string, Partial<Description>, string]>([
  ['classes twice', { classes: ['no', 'no'] }, 'its classes are not its preprocessing'],
  ['classes in another order', { classes: ['yes', 'no'] }, 'its classes are not'],
  ['other columns', { features: ['x'] }, 'its features are not'],
  ['another task', { task: 'regression' }, 'its task are not'],
  [
    'a class twice in the preprocessing as well',
    {
      classes: ['no', 'no'],
      preprocessing: {
        ...somePreprocessing,
        target: { ...somePreprocessing.target, classes: ['no', 'no'] },
      },
    },
    'column "label": the class "no" comes twice',
  ],
])('a description with %s is refused', (_, changes, words) => {
  writeCheckpoint(path, { ...someCheckpoint, description: { ...description, ...changes } })
  expect(() => readCheckpoint(path)).toThrow(InputError)
  expect(() => readCheckpoint(path)).toThrow(words)
})

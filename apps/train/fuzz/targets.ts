import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Rng } from '@sobolev/core'
import { encodeSafetensorsInChunks, type StoredTensor } from '@sobolev/nn'
import { blobs, plane } from '../src/cli/project.fixture.ts'
import { parseConfig } from '../src/config/load.ts'
import { loadDataset } from '../src/data/dataset.ts'
import { someCheckpoint } from '../src/run/checkpoint.fixture.ts'
import { checkpointOf, encodeCheckpoint } from '../src/run/checkpoint.ts'
import { weightsDigest } from '../src/run/digest.ts'
import { decodeFile } from '../src/run/safetensors.ts'
import { extending, set, yaml } from './config-targets.ts'
import { seedsOf, type Target, temporaryFolder, text } from './target.ts'

/** Whatever is accepted reads the same when it is written again; a checkpoint is as it was or refused. */
function safetensors(): Target {
  const tensors = new Map<string, StoredTensor>([
    ['kernel', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, -0, 3, 4, 5, 6) }],
    ['bias', { dtype: 'F64', shape: [2], data: Float64Array.of(0.1, 7) }],
    ['mask', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['bytes', { dtype: 'U8', shape: [1, 1], data: Uint8Array.of(255) }],
    ['step', { dtype: 'I32', shape: [], data: Int32Array.of(-7) }],
    ['empty', { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) }],
  ])
  const plain = Buffer.concat(
    encodeSafetensorsInChunks({ tensors, metadata: new Map([['a', 'b']]) }),
  )
  const checkpoint = Buffer.concat(encodeCheckpoint(someCheckpoint))
  return {
    samples: [plain, checkpoint, ...seedsOf('safetensors')],
    words: [
      '"F32"',
      '"F64"',
      '"I64"',
      '"BF16"',
      '"F16"',
      '"shape"',
      '"dtype"',
      '"data_offsets"',
      '[0,8]',
      '__metadata__',
      ':',
    ],
    read(input) {
      const file = decodeFile(input, 'fuzzed')
      const again = decodeFile(Buffer.concat(encodeSafetensorsInChunks(file)), 'written again')
      if (weightsDigest(again.tensors) !== weightsDigest(file.tensors)) {
        throw new Error('a file that was accepted must read the same when it is written again')
      }
      if (!isDeepStrictEqual(checkpointOf(file, 'fuzzed'), someCheckpoint)) {
        throw new Error('a checkpoint that is accepted must be what was written')
      }
    },
  }
}

/** Rows are accepted, and then there is one target for each, or refused. */
function csv(): Target {
  const folder = temporaryFolder()
  const path = join(folder, 'fuzzed.csv')
  const configs = ['label', 'height', 'a'].map((target) =>
    parseConfig(
      `data: { file: ${path}, target: ${target} }\nmodel: { layers: [] }`,
      join(folder, 'fuzzed.yaml'),
    ),
  )
  return {
    samples: [
      text(blobs(40)),
      text(plane(40)),
      text(`a;b;c\n${'"x";1,5;2026-01-31\n"y ""z""";;2026-02-01\n'.repeat(12)}`),
      ...seedsOf('csv'),
      text(`a\tb\r\n${'1 000\t50%\r\nNA\t-3\r\n'.repeat(15)}`),
    ],
    words: [
      ',',
      ';',
      '\t',
      '|',
      '""',
      '\n\n',
      'NA',
      '1,5',
      '1.5',
      '2026-01-31',
      '€ 5',
      'label',
      '=1',
    ],
    async read(input) {
      writeFileSync(path, input)
      const refusals: unknown[] = []
      for (const config of configs) {
        try {
          const { training, validation } = await loadDataset(config, { rng: new Rng(0) })
          for (const { rows, targets } of [training, validation]) {
            if (targets.length !== rows) throw new Error('there must be one target for each row')
          }
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'InputError') throw error
          refusals.push(error)
        }
      }
      // One of the three has the column of its target.
      if (refusals.length === configs.length) throw refusals[0]
    },
  }
}

/** What can be tried, by name. */
export const targets = { safetensors, yaml, extending, set, csv } as const

export const targetNames = ['safetensors', 'yaml', 'extending', 'set', 'csv'] as const

export type TargetName = (typeof targetNames)[number]

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { Rng } from '@sobolev/core'
import { blobs, plane } from '../src/cli/project.fixture.ts'
import { parseConfig } from '../src/config/load.ts'
import { writeConfig } from '../src/config/write.ts'
import { loadDataset } from '../src/data/dataset.ts'
import { someCheckpoint } from '../src/run/checkpoint.fixture.ts'
import { checkpointOf, encodeCheckpoint } from '../src/run/checkpoint.ts'
import { weightsDigest } from '../src/run/digest.ts'
import { decodeSafetensors, encodeSafetensors } from '../src/run/safetensors.ts'
import type { StoredTensor } from '../src/run/safetensors-format.ts'

/** A format to be tried: valid inputs, words of its language, and what must hold for any input. */
export interface Target {
  readonly samples: readonly Uint8Array[]
  readonly words: readonly string[]
  /** Reads an input; throws an `InputError` to refuse it, and anything else where a promise is broken. */
  read(input: Uint8Array): unknown
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

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
  const plain = Buffer.concat(encodeSafetensors({ tensors, metadata: new Map([['a', 'b']]) }))
  const checkpoint = Buffer.concat(encodeCheckpoint(someCheckpoint))
  return {
    samples: [plain, checkpoint],
    words: ['"F32"', '"F64"', '"shape"', '"dtype"', '"data_offsets"', '[0,8]', '__metadata__', ':'],
    read(input) {
      const file = decodeSafetensors(input, 'fuzzed')
      const again = decodeSafetensors(Buffer.concat(encodeSafetensors(file)), 'written again')
      if (weightsDigest(again.tensors) !== weightsDigest(file.tensors)) {
        throw new Error('a file that was accepted must read the same when it is written again')
      }
      if (!isDeepStrictEqual(checkpointOf(file, 'fuzzed'), someCheckpoint)) {
        throw new Error('a checkpoint that is accepted must be what was written')
      }
    },
  }
}

/** A config that is accepted means the same when it is written with every default and read again. */
function yaml(): Target {
  const folder = fileURLToPath(new URL('../../../configs/', import.meta.url))
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return {
    samples: [
      ...files.map((name) => readFileSync(join(folder, name))),
      text('data: &d { file: a.csv, target: y }\nmodel: { layers: [{ dense: { units: 2 } }] }\n'),
      // After a line of three dots: an override.
      text('data: { file: a, target: b }\nmodel: { layers: [] }\n...\nseed=3\ndata.exclude=[a]\n'),
    ],
    words: [
      ...[
        '&a ',
        '*a',
        '<<: ',
        '? ',
        ': ',
        '- ',
        '!!binary ',
        '!t ',
        '|\n',
        '>\n',
        '---\n',
        '...\n',
      ],
      ...[
        '%YAML 1.1\n',
        '# ',
        '{a: ',
        '[*a,',
        'null',
        '.inf',
        'true',
        '0x1F',
        '\t',
        '  ',
        'seed: ',
      ],
      ...[
        'layers: ',
        'dense: { units: 3 }',
        'optimizer: ',
        'sgd: {}',
        'penalties: ',
        'l2: 1',
        '=',
        '.',
      ],
    ],
    read(input) {
      const [config = '', overrideText = ''] = new TextDecoder().decode(input).split('\n...\n', 2)
      const overrides = overrideText.split('\n').filter((line) => line !== '')
      const read = parseConfig(config, 'fuzzed.yaml', overrides)
      const again = parseConfig(writeConfig(read), 'written.yaml')
      if (!isDeepStrictEqual(again, read)) {
        throw new Error('a config that was accepted must mean the same when it is written')
      }
    },
  }
}

/** Rows are accepted, and then there is one target for each, or refused. */
function csv(): Target {
  const folder = mkdtempSync(join(tmpdir(), 'sobolev-fuzz-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
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
export const targets = { safetensors, yaml, csv } as const

export type TargetName = keyof typeof targets

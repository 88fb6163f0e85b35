import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../src/config/config.ts'
import { loadConfig, parseConfig } from '../src/config/load.ts'
import { writeConfig } from '../src/config/write.ts'
import { seedsOf, type Target, temporaryFolder, text } from './target.ts'

const yamlWords = [
  ...['&a ', '*a', '<<: ', '? ', ': ', '- ', '!!binary ', '!t ', '|\n', '>\n', '---\n', '...\n'],
  ...['%YAML 1.1\n', '# ', '{a: ', '[*a,', 'null', '.inf', 'true', '0x1F', '\t', '  ', 'seed: '],
  ...['layers: ', 'dense: { units: 3 }', 'optimizer: ', 'sgd: {}', 'penalties: ', 'l2: 1'],
  ...['=', '.', '1e12', '9007199254740991'],
]

const referenceWords = [
  ...[
    '$',
    '{',
    '}',
    '$$',
    'env:',
    'env:A',
    ':-',
    'variables',
    '.a',
    'seed',
    '.length',
    '__proto__',
  ],
  ...['model.layers.0.dense.units', 'constructor.prototype', 'env: [A]\n', 'variables: { a: 3 }\n'],
  ...[
    'extends: base.yaml\n',
    'extends: [base.yaml, other.yaml]\n',
    'extends: fuzzed.yaml\n',
    'null',
  ],
].flatMap((word) => [word, `\${${word}}`])

/** A config that is accepted means the same when it is written with every default and read again. */
export function yaml(): Target {
  const folder = fileURLToPath(new URL('../../../configs/', import.meta.url))
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return {
    samples: [
      ...files.map((name) => readFileSync(join(folder, name))),
      text('data: &d { file: a.csv, target: y }\nmodel: { layers: [{ dense: { units: 2 } }] }\n'),
      ...seedsOf('yaml'),
      // After a line of three dots: an override.
      text('data: { file: a, target: b }\nmodel: { layers: [] }\n...\nseed=3\ndata.exclude=[a]\n'),
    ],
    words: yamlWords,
    read(input) {
      const [config = '', overrides = ''] = new TextDecoder().decode(input).split('\n...\n', 2)
      mustMeanTheSame(parseConfig(config, 'fuzzed.yaml', linesOf(overrides)))
    },
  }
}

/**
 * The same of a config that refers to values, reads the environment and extends two files; the files stand one after the
 * other with lines of three dots between them, overrides last.
 */
export function extending(): Target {
  const folder = temporaryFolder()
  const path = (name: string): string => join(folder, name)
  const env = { A: 'somewhere', B: '7' }
  return {
    samples: seedsOf('extending'),
    words: [...yamlWords, ...referenceWords],
    async read(input) {
      const parts = new TextDecoder().decode(input).split('\n...\n', 4)
      for (const [index, name] of ['fuzzed.yaml', 'base.yaml', 'other.yaml'].entries())
        writeFileSync(path(name), parts[index] ?? '')
      mustMeanTheSame(await loadConfig(path('fuzzed.yaml'), linesOf(parts[3] ?? ''), folder, env))
    },
  }
}

/** The same of `--set` texts, one a line, for a config that names methods in every place there is. */
export function set(): Target {
  const config =
    'data: { file: a.csv, target: y, exclude: [z] }\nmodel: { layers: [{ dense: { units: 2, activation: tanh } }, { dropout: 0.1 }] }\noptimizer: { adam: { learningRate: 0.01 } }\npenalties: { flat: { inputGradient: 0.1 } }\nmetrics: { f1: {} }\ntraining: { epochs: 5 }\n'
  return {
    samples: seedsOf('set'),
    words: [
      ...yamlWords,
      ...referenceWords,
      ...[
        '__proto__.a=1\n',
        'constructor.prototype.a=1\n',
        'data.__proto__=',
        'toString',
        '.0.',
        '.-1',
      ],
      ...[
        'data.columns.constructor.type=',
        'penalties.__proto__=',
        'model.layers.length=1e9\n',
        '=\n',
      ],
    ],
    read(input) {
      mustMeanTheSame(parseConfig(config, 'fuzzed.yaml', linesOf(new TextDecoder().decode(input))))
    },
  }
}

const linesOf = (content: string): string[] => content.split('\n').filter((line) => line !== '')

function mustMeanTheSame(config: Config): void {
  const again = parseConfig(writeConfig(config), 'written.yaml')
  if (!isDeepStrictEqual(again, config))
    throw new Error('a config that was accepted must mean the same when it is written')
}

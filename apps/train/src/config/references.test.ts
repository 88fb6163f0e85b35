// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the references that are tried look like it
import { expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import type { Config } from './config.ts'
import { parseConfig } from './load.ts'
import { writeConfig, writtenIn } from './write.ts'

const least = 'data: { file: d.csv, target: y }\nmodel: { layers: [] }\n'

const load = (text: string, overrides: readonly string[] = [], env = {}): Config =>
  parseConfig(least + text, 'configs/a.yaml', overrides, env)

function faultsOf(text: string, overrides: readonly string[] = [], env = {}): string[] {
  try {
    load(text, overrides, env)
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n')
    throw error
  }
  return []
}

test('a reference that is the whole text keeps the type of what it stands for', () => {
  const config =
    load(`variables: { schedule: { cosine: { from: 0.1 } }, size: 16, stop: { patience: "\${training.batchSize}" } }
optimizer: { adam: { learningRate: "\${variables.schedule}" } }
training: { batchSize: "\${variables.size}", earlyStopping: "\${variables.stop}" }
`)
  expect(config.training).toMatchObject({ batchSize: 16, earlyStopping: { patience: 16 } })
  expect(config.optimizer.options.learningRate).toMatchObject({ method: 'cosine' })
})

test('within a text it is written out, and defaults and overrides are what it says', () => {
  const text = 'name: run-${seed}-${training.epochs}'
  expect(load(text).name).toBe('run-0-100')
  expect(load(text, ['seed=3', 'training.epochs=5']).name).toBe('run-3-5')
  expect(load('output: "out/${name}"').output).toBe('out/a')
  expect(load('', ['output=${name}-${optimizer.adam.beta1}']).output).toBe('a-0.9')
})

test('of the environment only what is listed is read, numbers as numbers', () => {
  const text = `env: [EPOCHS, WHERE]
training: { epochs: "\${env:EPOCHS:-4}" }
output: "\${env:WHERE:-here}/runs"
`
  expect(load(text)).toMatchObject({ training: { epochs: 4 }, output: 'here/runs' })
  expect(load(text, [], { EPOCHS: '7', WHERE: '' })).toMatchObject({
    training: { epochs: 7 },
    output: 'here/runs',
  })
  expect(load(text, [], { WHERE: '12' }).output).toBe('12/runs')
})

test('what only looks like a reference is escaped, and stays so in the config that is written', () => {
  const config = load('output: "a$${b}$$${c}$"')
  expect(config.output).toBe('a${b}$${c}$')
  expect(parseConfig(writeConfig(config), 'configs/a.yaml').output).toBe('a${b}$${c}$')
  expect(writtenIn(writeConfig(config))).toMatchObject({ output: 'a${b}$${c}$' })
})

test.each([
  ['seed: ${sed}', 'configs/a.yaml:3:7 seed: ${sed} must name a value of the config; did you mean'],
  ['seed: ${training.epoch}\ntraining: { epochs: 3 }', 'did you mean "training.epochs"?'],
  ['seed: ${optimizer.sgd.momentum}', '${optimizer.sgd.momentum} must name a value'],
  ['seed: ${constructor.name}', '${constructor.name} must name a value'],
  ['seed: ${__proto__}', '${__proto__} must name a value'],
  ['seed: ${seed}', 'seed: ${seed} must not lead back to itself, got seed → seed'],
  [
    'variables: { a: "${variables.b}", b: "x${variables.a}" }',
    'got variables.a → variables.b → variables.a',
  ],
  ['training: { epochs: "${training}" }', 'got training → training.epochs → training'],
  ['seed: ${seed', 'seed: "${" must be closed by "}"; write $${ for the two characters'],
  ['seed: ${}', '${} must be a path such as ${training.epochs}'],
  [
    'output: "a${training}"\ntraining: { epochs: 3 }',
    '${training} must be a text or a number within a text, got a map',
  ],
  [
    'seed: ${variables.n}\nvariables: { n: many }',
    'configs/a.yaml:4:17 seed: must be an integer from 0 to 9007199254740991, got "many"; it is what "${variables.n}" at configs/a.yaml:3:7 stands for',
  ],
  [
    'output: ${env:HOME}',
    '${env:HOME}: env must list each variable that the config reads, and "HOME" is not there; add env: [HOME]',
  ],
  ['env: [HOME]\noutput: ${env:HOEM}', 'did you mean "HOME"?'],
  [
    'env: [HOME]\noutput: ${env:HOME}',
    'the environment variable HOME must be set; or say what stands for it, as in ${env:HOME:-value}',
  ],
  ['env: HOME', 'env: must be a list of names of environment variables'],
  [
    'env: ["a b"]',
    'env.0: must be the name of an environment variable, such as DATA_DIR, got "a b"',
  ],
])('%s is refused with its place', (text, fault) => {
  const faults = faultsOf(text)
  expect(faults.join('\n')).toContain(fault)
  expect(faults).toHaveLength(1)
})

test('references cannot make a config huge', () => {
  const doubling = (one: (before: string) => string): string =>
    `variables:\n  v0: x\n${Array.from({ length: 40 }, (_, i) => `  v${i + 1}: ${one(`\${variables.v${i}}`)}\n`).join('')}`
  expect(faultsOf(doubling((v) => `["${v}", "${v}"]`))[0]).toContain('at most 10,000 values')
  expect(faultsOf(doubling((v) => `"${v}${v}"`))[0]).toContain('at most 10000 characters')
  const chain = Array.from({ length: 3000 }, (_, i) => `  v${i}: "\${variables.v${i + 1}}"\n`)
  expect(faultsOf(`variables:\n${chain.join('')}  v3000: 1\n`)[0]).toContain('500 deep at most')
})

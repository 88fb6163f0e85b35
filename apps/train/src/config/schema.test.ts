import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { readYaml } from './read-yaml.ts'
import { configSchemaFor, configSchemaOf } from './schema.ts'

const root = new URL('../../../../configs/', import.meta.url).pathname

test('the schema for one config reads it as the whole one does', () => {
  const files = readdirSync(root).filter((name) => name.endsWith('.yaml'))
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const { value } = readYaml(readFileSync(join(root, file), 'utf8'), file)
    const whole = configSchemaOf().safeParse(value)
    expect(configSchemaFor(value, catalogue).safeParse(value), file).toEqual(whole)
  }
})

test.each([
  ['loss: huber', true],
  ['loss: hubert', false],
  ['optimizer: { adam: {}, sgd: {} }', false],
  ['penalties: { mine: { l1: 1 }, l2: { weight: { linear: { from: 0, to: 1 } } } }', true],
  ['penalties: { mine: { l1: -1 } }', false],
])('%s: %s', (text, isRight) => {
  const least = 'data: { file: d.csv, target: y }\nmodel: { layers: [] }\n'
  const { value } = readYaml(`${least}${text}`, 'a.yaml')
  expect(configSchemaFor(value, catalogue).safeParse(value).success).toBe(isRight)
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { parseConfig, parseConfigWithMethods } from './load.ts'
import { configSchemaOf } from './schema.ts'

const page = readFileSync(new URL('../../config.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block)
const [whole = ''] = blocks

/** Holds what the page names as the user's own. */
const folder = mkdtempSync(join(tmpdir(), 'page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'my-penalties.ts'),
  `import { mean } from '@sobolev/core'
import { definePenalty } from '@sobolev/nn'

export const mine = definePenalty({
  name: 'mine',
  summary: 'Keeps the outputs small.',
  formula: 'mean f²',
  paper: { authors: 'Nobody', year: 2026, title: 'A penalty of a page' },
  cost: 'none to speak of',
  when: 'In a test.',
  options: {},
  example: { value: 1 },
  make: () => ({ outputs }) => mean(outputs.square()),
})
`,
)

writeFileSync(join(folder, 'base.yaml'), 'data: { target: y }\npenalties: { l2: 1 }\n')

/** What a block leaves out of the keys that must be given. */
const rest = { data: { file: 'a.csv', target: 'y' }, model: { layers: [] } }

/** Every key and every choice in a JSON schema. */
function wordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf)
  if (schema === null || typeof schema !== 'object') return []
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'properties')
      return [...Object.keys(value), ...Object.values(value).flatMap(wordsOf)]
    if (key === 'enum') return value.map(String)
    return key === 'default' ? [] : wordsOf(value)
  })
}

describe('the page on configs', () => {
  test.each(blocks)('holds blocks that are right: %s', async (block) => {
    const config = { ...rest, ...parse(block) }
    const path = join(folder, 'page.yaml')
    await expect(parseConfigWithMethods(JSON.stringify(config), path)).resolves.toBeDefined()
  })

  test('gives the defaults first', () => {
    const { data, model } = parse(whole)
    const least = { name: 'passengers', data: { file: data.file, target: data.target }, model }
    expect(parseConfig(whole, 'page.yaml')).toEqual(parseConfig(JSON.stringify(least), 'page.yaml'))
  })

  test('names every key and every choice that there is', () => {
    const schema = z.toJSONSchema(configSchemaOf(), { io: 'input', unrepresentable: 'any' })
    const words = new Set(wordsOf(schema))
    expect(words.size).toBeGreaterThan(80)
    const onPage = new Set<string>(page.match(/\w+/g))
    const text = page.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
    const named = (word: string): boolean =>
      onPage.has(word) || (!/^\w+$/.test(word) && text.includes(word)) || !/\w/.test(word)
    expect([...words].filter((word) => !named(word))).toEqual([])
  })
})

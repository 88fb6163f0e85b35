import { expect, test } from 'vitest'
import { formatFault } from '../errors.ts'
import { readYaml } from './read-yaml.ts'

const faultsOf = (text: string): string[] => readYaml(text, 'a.yaml').faults.map(formatFault)

test('values keep the places they were written at', () => {
  const { value, places, faults } = readYaml('a:\n  b: [1, x]\n"c d": {e: null}\n', 'a.yaml')
  expect(faults).toEqual([])
  expect(value).toEqual({ a: { b: [1, 'x'] }, 'c d': { e: null } })
  expect(places.ofValue(['a', 'b', 1])).toBe('a.yaml:2:10')
  expect(places.ofKey(['a', 'b'])).toBe('a.yaml:2:3')
  expect(places.ofValue(['c d', 'e'])).toBe('a.yaml:3:12')
  expect(places.ofValue(['a', 'missing', 'deeper'])).toBe('a.yaml:2:3')
})

test('a byte-order mark and Windows line ends are accepted', () => {
  expect(readYaml('\uFEFFa: 1\r\nb: 2\r\n', 'a.yaml')).toMatchObject({
    value: { a: 1, b: 2 },
    faults: [],
  })
})

test('aliases stand for what they name, at the place of the alias', () => {
  const { value, places } = readYaml('a: &x { k: 1 }\nb: *x\n', 'a.yaml')
  expect(value).toEqual({ a: { k: 1 }, b: { k: 1 } })
  expect(places.ofValue(['b'])).toBe('a.yaml:2:4')
})

test.each([
  ['a: [1\nb: 2', 'a.yaml:2:1 YAML: Flow sequence'],
  ['a: 1\nb: 2\na: 3\n', 'a.yaml:3:1 YAML: the key "a" is already in this map'],
  ['a:\n\tb: 1\n', 'a.yaml:2:1 YAML: indent with spaces, not with tabs'],
  ['a: 1\n---\nb: 2\n', 'a.yaml:2:1 YAML: one config must be one document'],
  ['a: *x\n', 'a.yaml:1:4 YAML: alias *x must follow an anchor &x'],
  ['a: !tag 1\n', 'a.yaml:1:4 YAML: Unresolved tag: !tag; configs use no tags'],
  ['a:\n  __proto__: { b: 1 }\n', 'a.yaml:2:3 a: the key "__proto__" is not allowed; rename it'],
  ['? [a]\n: 1\n', 'a.yaml:1:3 a key must be text; write it in quotes'],
  ['a: &a [*a, *a]\n', 'a.yaml:1:7 YAML: with its aliases expanded, a config must hold at most'],
])('%j is refused with its place', (text, fault) => {
  expect(faultsOf(text)[0]).toContain(fault)
})

test('aliases that multiply are refused before they fill the memory', () => {
  const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]']
  for (let i = 1; i < 12; i++) {
    const alias = `*a${i - 1}`
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => alias).join(', ')}]`)
  }
  const { faults, broken } = readYaml(lines.join('\n'), 'bomb.yaml')
  expect(broken).toBe(true)
  expect(faults).toHaveLength(1)
  expect(faults[0]?.message).toContain('make it smaller and flatter')
})

test.each(['[', '- ', '? ', '{a: '])('%j without end is refused, not followed', (start) => {
  expect(faultsOf(start.repeat(5000))).toEqual([expect.stringContaining('nested at most 64 deep')])
})

test('a key __proto__ never reaches the prototype of objects', () => {
  readYaml('__proto__: { polluted: true }\n', 'a.yaml')
  expect('polluted' in {}).toBe(false)
})

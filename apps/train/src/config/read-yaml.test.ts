import { expect, test, vi } from 'vitest'
import { Alias } from 'yaml'
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
  ['a:\n  __proto__: { b: 1 }\n', 'a.yaml:2:3 a: the key "__proto__" is not allowed, as it'],
  ['? [a]\n: 1\n', 'a.yaml:1:3 a key must be text; write it in quotes'],
  ['a: &a [*a, *a]\n', 'a.yaml:1:8 YAML: alias *a must stand outside what &a names'],
  ['1: a\n"1": b\n', 'a.yaml:2:1 YAML: the key "1" is already in this map; keep one of the two'],
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
  expect(faults[0]?.message).toBe(
    'YAML: a config must hold at most 10,000 values, each alias counting as all that it stands for; make it smaller',
  )
})

test.each(['[', '- ', '? ', '{a: '])('%j without end is refused, not followed', (start) => {
  for (const times of [140, 5000, 200_000]) {
    const [fault, ...more] = faultsOf(start.repeat(times))
    expect(fault).toMatch(
      /^a\.yaml:1:\d+ YAML: a config must nest at most 64 deep; make it flatter$/,
    )
    expect(more).toEqual([])
  }
})

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

test.each([
  ['aliases', `- &a 1\n${many(9000, () => '- *a')}`, '1002:3', '1,000 aliases (*name)'],
  ['anchors', many(50_000, (i) => `- &a${i} 1`), '1001:3', '1,000 anchors (&name)'],
  ['words', many(60_000, () => '- a'), '40000:4', '200,000 words and signs'],
  ['lines', '\n'.repeat(900_000), '200001:1', '200,000 words and signs'],
  ['bytes', `a: "${'x'.repeat(5_000_000)}"`, '1:1', '1,000,000 bytes'],
  ['bytes beyond ASCII', `a: "${'ä'.repeat(600_000)}"`, '1:1', '1,000,000 bytes'],
  ['values', `[${many(10_001, () => '1,')}]`, '10000:1', '10,000 values, each alias counting'],
])('%s beyond the limit are refused by one sentence', (_, text, place, words) => {
  const [fault, ...more] = faultsOf(text)
  expect(fault).toContain(`a.yaml:${place} YAML: a config must h`)
  expect(fault).toContain(`at most ${words}`)
  expect(more).toEqual([])
})

test('aliases up to the limit stand for what came last before them', () => {
  const text = `${many(900, (i) => `- &a${i} ${i}`)}\n${many(900, (i) => `- *a${i}`)}`
  const { value, faults } = readYaml(text, 'a.yaml')
  const numbers = Array.from({ length: 900 }, (_, i) => i)
  expect(faults).toEqual([])
  expect(value).toEqual([...numbers, ...numbers])
  const again = 'p: &y { q: &x 1 }\nr: &x 2\ns: *y\nt: *x\n&k k: *k\n'
  expect(readYaml(again, 'a.yaml')).toMatchObject({
    value: { s: { q: 1 }, t: 2, k: 'k' },
    faults: [],
  })
})

test('each alias is looked up once, however many there are', () => {
  const find = vi.spyOn(Alias.prototype, 'resolve')
  readYaml(`- &a 1\n${many(900, () => '- *a')}`, 'a.yaml')
  // The library's own search goes through the whole document.
  expect(find).not.toHaveBeenCalled()
  find.mockRestore()
})

test('a key __proto__ never reaches the prototype of objects', () => {
  readYaml('__proto__: { polluted: true }\n', 'a.yaml')
  expect('polluted' in {}).toBe(false)
})

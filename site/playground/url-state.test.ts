import { expect, test } from 'vitest'
import { longestAddress, readFragment, type UrlState, writeFragment } from './url-state.ts'

const example: UrlState = {
  example: 'two-moons',
  config: null,
  table: null,
  view: { across: null, up: null, arrows: false },
  until: 'end',
}

const own: UrlState = {
  example: null,
  config: 'name: größe & Maß\ndata: { file: "a b.csv", target: y }\n',
  table: { name: 'a b.csv', text: 'x,größe\n1,2\n3,4\n' },
  view: { across: 'größe', up: 'x&y', arrows: true },
  until: 120,
}

test.each([
  ['an example', example],
  ['a table of one’s own, stopped', own],
  ['one that is not trained', { ...example, until: 0 }],
])('%s comes out of its address as it was', async (_, state) => {
  expect(await readFragment(`#${await writeFragment(state)}`)).toEqual(state)
})

test('the address of an example is short and can be read', async () => {
  expect(await writeFragment(example)).toBe('example=two-moons')
})

test('a table that compresses well has room, one that does not is told', async () => {
  const text = (row: (i: number) => string): string =>
    Array.from({ length: 12_000 }, (_, i) => row(i)).join('')
  const withText = (of: string): UrlState => ({ ...own, table: { name: 'a.csv', text: of } })
  const even = await writeFragment(withText(text(() => '1,2,3\n')))
  expect(even?.length).toBeLessThan(longestAddress)
  expect(await writeFragment(withText(text((i) => `${Math.sin(i)}\n`)))).toBe(null)
})

test.each(['', '#', '#config=%%%', '#config=AAAA&csv=!!!!', '#step=-1&across', '#example=%zz'])(
  'what cannot be read of %j is left out',
  async (fragment) => {
    const { config, table, until } = await readFragment(fragment)
    expect({ config, table, until }).toEqual({ config: null, table: null, until: 'end' })
  },
)

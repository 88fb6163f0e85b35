import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { catalogue, countMethods, describeMethods, kinds } from '@sobolev/nn'
import { describe, expect, it } from 'vitest'
import { readMeasuredCosts } from '../apps/train/src/cli/measured-costs.ts'
import { cardPage, pageOf, regularizersIn } from '../scripts/cards.ts'
import { costPage } from '../scripts/cost-table.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')
const groups = describeMethods(catalogue)
const regularizers = groups.flatMap(regularizersIn)
const pages = groups
  .filter((group) => regularizersIn(group).length > 0)
  .map(({ kind }) => `cards/${pageOf(kind)}`)

/** What stands below the heading of a method on the page of its kind. */
const cardOf = ({ kind, name }: (typeof regularizers)[number]): string =>
  read(`cards/${pageOf(kind)}`)
    .split(`\n## ${name}\n`)[1]
    ?.split('\n## ')[0] ?? ''

describe('the toolkit', () => {
  it.each(regularizers)(
    'has $kind $name in its map and on a card without an empty field',
    (method) => {
      const { kind, name } = method
      expect(read('toolkit.md')).toContain(
        `[\`${name}\`](cards/${pageOf(kind)}#${name.toLowerCase()})`,
      )
      const card = cardOf(method)
      const rows = [...card.matchAll(/^\| ([a-z ]+) \| (.*) \|$/gm)]
      for (const [, , text = ''] of rows) expect(text.trim()).not.toBe('')
      expect(rows.map(([, title]) => title)).toEqual(
        expect.arrayContaining([
          'for',
          'when',
          'begin with',
          'not with',
          'limits',
          'cost',
          'measured',
          'paper',
        ]),
      )
      expect(card).toMatch(/\n```yaml\n\w/)
    },
  )

  it.each(['toolkit.md', ...pages])('every link of %s leads somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)]
    expect(links.length).toBeGreaterThan(1)
    const lost = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? page : join(dirname(page), file)
      if (!existsSync(join(import.meta.dirname, target))) return true
      return anchor !== undefined && !anchorsOf(target).has(anchor)
    })
    expect(lost.map(([link]) => link)).toEqual([])
  })

  it('names methods that there are, in its words on how to choose', () => {
    const words = read('toolkit.md').split('## How to choose')[1]?.split('\n## ')[0] ?? ''
    const named = [...words.matchAll(/`(\w+)(?:: 1)?`/g)].map(([, name = '']) => name)
    const known = new Set(catalogue.definitions.map(({ name }) => name))
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  it('says how many methods there are', () => {
    const { regularize, differentiateDerivatives } = countMethods(catalogue)
    expect(read('../README.md')).toContain(
      `[${regularize} regularization methods](docs/toolkit.md), ${differentiateDerivatives} of which`,
    )
  })

  it('has cards of what is measured, and tells what is not', () => {
    const [group] = groups.filter(({ kind }) => kind === 'penalty')
    if (group === undefined) throw new RangeError('there must be penalties')
    const pageWith = (methods: ReturnType<typeof readMeasuredCosts>['methods']): string =>
      cardPage(group, { costs: { host: 'here', methods }, captionOf: () => undefined })
    const cost = { workload: 'W1', time: 2.04, memory: 1.5 }
    expect(pageWith({})).not.toContain('× the time')
    const page = pageWith({ 'penalty l2': [cost], 'penalty l2, every: 4': [cost] })
    expect(page).toMatch(
      /On W1 \([^)]+\): 2\.0 × the time of a step without it, 1\.50 × its memory\. On W1 \([^)]+\), every: 4: 2\.0/,
    )
  })

  it('has a table of the costs, with the reason where there is none', () => {
    const costs = [
      { workload: 'W2', time: 2.04, memory: 1.5 },
      { workload: 'W3', reason: 'it is for others' },
    ]
    expect(costPage({ host: 'here', methods: { 'penalty l2': costs } })).toContain(
      '| `l2` | penalty | W2: 2.0 | 1.50 | – | it is for others |',
    )
    expect(read('../benchmarks/costs.md')).toBe(costPage(readMeasuredCosts()))
  })

  it('has measured costs of no method that is gone', () => {
    const rows = Object.keys(readMeasuredCosts().methods).map((row) => row.split(',')[0])
    const known = new Set(regularizers.map(({ kind, name }) => `${kind} ${name}`))
    expect(rows.filter((row = '') => !known.has(row))).toEqual([])
  })
})

/** The anchors of the headings of a page, but for those that repeat. */
const anchorsOf = (page: string): Set<string> =>
  new Set(
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )

it('the page of each kind says where its methods stand in a config', () => {
  for (const group of groups.filter((found) => regularizersIn(found).length > 0))
    expect(read(`cards/${pageOf(group.kind)}`)).toContain(`\`${kinds[group.kind].key}\``)
})

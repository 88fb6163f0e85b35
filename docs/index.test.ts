import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const pagesIn = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

const pages = ['.', 'guides', 'decisions'].flatMap(pagesIn)

/** The relative links of a page, without what stands behind #. */
const linksOf = (page: string): string[] =>
  [
    ...readFileSync(join(import.meta.dirname, page), 'utf8').matchAll(
      /\]\((?!https?:)([^)#]+)[^)]*\)/g,
    ),
  ].map(([, link = '']) => link)

it('the index names every guide and every decision', () => {
  const listed = linksOf('README.md')
  expect(pages.filter((page) => page !== 'README.md' && !listed.includes(page))).toEqual([])
})

describe('every link leads somewhere', () => {
  it.each([...pages, '../README.md'])('%s', (page) => {
    const from = join(import.meta.dirname, dirname(page))
    expect(linksOf(page).filter((link) => !existsSync(join(from, link)))).toEqual([])
  })
})

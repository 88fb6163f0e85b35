import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brokenLinks } from './check-links.ts'
import { resolveLink, resolvePicture } from './links.ts'
import { pages, repository, sections } from './pages.ts'

test('every page has an address of its own', () => {
  const addresses = pages().map(({ address }) => address)
  expect(new Set(addresses).size).toBe(addresses.length)
  expect(addresses).toEqual(expect.arrayContaining(['index', 'guides/index', 'config', 'toolkit']))
})

test('all that the index of the docs lists is in the sidebar, and is a page', () => {
  const files = sections().flatMap(({ items }) => items.map(({ file }) => file))
  expect(files).toContain('docs/guides/nested-tapes.md')
  expect(files).toContain('docs/decisions/0010-the-catalogue.md')
  const addresses = pages().map(({ address }) => `/${address.replace(/(^|\/)index$/, '$1')}`)
  const links = files.map((file) => resolveLink(file, 'README.md'))
  expect(links.filter((link) => !addresses.includes(link))).toEqual([])
})

test.each([
  ['nested-tapes.md', 'docs/guides/physics.md', '/guides/nested-tapes'],
  ['../toolkit.md#how-to-choose', 'docs/guides/physics.md', '/toolkit#how-to-choose'],
  ['../README.md', 'docs/guides/physics.md', '/guides/'],
  [
    '../../configs/digits.yaml',
    'docs/guides/physics.md',
    `${repository}/blob/main/configs/digits.yaml`,
  ],
  ['examples', 'README.md', `${repository}/tree/main/examples`],
  ['#below', 'README.md', '#below'],
  ['https://example.org/x.md', 'README.md', 'https://example.org/x.md'],
  [`${repository}/blob/main/docs/methods.md#adam`, 'packages/nn/README.md', '/methods#adam'],
  [`${repository}/tree/main/packages/queue#readme`, 'packages/nn/README.md', '/packages/queue'],
])('the link %s of %s is %s', (link, source, expected) => {
  expect(resolveLink(link, source)).toBe(expected)
})

test('a link to a file that is not there is an error, a picture has a place', () => {
  expect(() => resolveLink('gone.md', 'docs/README.md')).toThrow(
    'docs/README.md: a link must lead to a file of the repository, got gone.md',
  )
  expect(resolvePicture('pictures/a.svg', 'docs/cards/losses.md')).toBe(
    '/pictures/docs/cards/pictures/a.svg',
  )
})

test('links of a built page that lead nowhere are found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  try {
    mkdirSync(join(folder, 'guides'))
    writeFileSync(join(folder, 'index.html'), '<a href="/guides/a#there"></a><a href="/gone"></a>')
    writeFileSync(
      join(folder, 'guides/a.html'),
      '<p id="there"></p><a href="#here"></a><a href="../"></a><img src="/x.svg">',
    )
    expect(brokenLinks(folder).sort()).toEqual([
      'guides/a.html: #here',
      'guides/a.html: /x.svg',
      'index.html: /gone',
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

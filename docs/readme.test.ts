import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { expectedOf, printedBy, unmet } from '../examples/printed.fixture.ts'

const root = join(import.meta.dirname, '..')

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(join(root, folder)).map((name) => join(folder, name))
  } catch {
    return []
  }
}

const pages = [
  'README.md',
  'site/index.md',
  ...['packages', 'apps'].flatMap(filesIn).map((folder) => join(folder, 'README.md')),
  ...['docs', 'docs/guides'].flatMap(filesIn).filter((file) => file.endsWith('.md')),
  'packages/core/src/compile/README.md',
]

interface Block {
  readonly place: string
  readonly source: string
  /** All that it prints, where the page shows that in a block of text behind it. */
  readonly output: string | undefined
}

/** The TypeScript and JavaScript blocks of a page, with the line where each begins. */
function blocksOf(page: string): Block[] {
  let text: string
  try {
    text = readFileSync(join(root, page), 'utf8')
  } catch {
    return []
  }
  const blocks = /^```(?:ts|js)\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?/gms
  return [...text.matchAll(blocks)].map(({ index, 1: source = '', 2: output }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    source,
    output,
  }))
}

// Beside this file, so that imports resolve as in the repository.
const folder = mkdtempSync(join(import.meta.dirname, '.blocks-'))
afterAll(() => rmSync(folder, { recursive: true }))

const blocks = pages.flatMap(blocksOf)

describe('every code block of the pages runs, and prints what its comments say', () => {
  it.each(blocks)('$place', async ({ place, source, output }) => {
    const file = join(folder, `${place.replaceAll(/\W+/g, '-')}.ts`)
    writeFileSync(file, source)
    const printed = await printedBy(() => import(/* @vite-ignore */ file))
    expect({ unmet: unmet(expectedOf(source), printed), printed }).toEqual({ unmet: [], printed })
    if (output !== undefined) expect(`${printed.join('\n')}\n`).toBe(output)
  })

  it('there are some', () => expect(blocks.length).toBeGreaterThan(0))
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folders = ['apps', 'benchmarks', 'datasets', 'docs', 'examples', 'packages', 'scripts']
const files = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  .filter((file) => !/(?:^|\/)(?:node_modules|dist)\//.test(file))
const pages = ['README.md', ...files.filter((file) => /(?<!CHANGELOG)\.md$/.test(file))]

/** The source files that a page names in its text, such as `reverse.ts`, but for names to fill in, `KIND/NAME.ts`. */
const namedIn = (page: string): string[] =>
  [...page.replaceAll(/```.*?```/gs, '').matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs))`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.endsWith('KIND/NAME.ts'))

test.each(pages)('the source files that %s names are there', (page) => {
  const missing = namedIn(readFileSync(join(root, page), 'utf8')).filter(
    (name) => !files.some((file) => `/${file}`.endsWith(`/${name.replace(/^(?:\.\.?\/)+/, '')}`)),
  )
  expect(missing).toEqual([])
})

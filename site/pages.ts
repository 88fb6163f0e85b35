/** Which Markdown files of the repository are pages of the site, and where each stands there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
export const repository = 'https://github.com/sobolev-js/sobolev'

/** A page: its file in the repository, and its address on the site, without the first slash and without an ending. */
export interface Page {
  readonly source: string
  readonly address: string
}

/** The files that are pages, and the addresses that are made of them. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^site\/([\w-]+)\.md$/, '$1'],
  [/^README\.md$/, 'overview'],
  [/^CHANGELOG\.md$/, 'changelog'],
  [/^CONTRIBUTING\.md$/, 'contributing'],
  [/^docs\/README\.md$/, 'guides/index'],
  [/^docs\/(.+)\.md$/, '$1'],
  [/^apps\/train\/README\.md$/, 'command-line'],
  [/^apps\/train\/config\.md$/, 'config'],
  [/^(benchmarks|datasets)\/README\.md$/, '$1/index'],
  [/^(benchmarks\/[\w-]+)\.md$/, '$1'],
  [/^(packages\/[\w-]+)\/README\.md$/, '$1'],
]

const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

/** All pages that are written by hand or by `npm run catalogue`; those of the API are made when the site is built. */
export function pages(): Page[] {
  const folders = ['', 'site', 'docs', 'docs/guides', 'docs/cards', 'docs/decisions']
  const others = ['benchmarks', 'datasets', 'apps/train']
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
  return [...folders, ...others, ...packages].flatMap(markdownIn).flatMap((source) => {
    const rule = rules.find(([pattern]) => pattern.test(source))
    return rule === undefined ? [] : [{ source, address: source.replace(...rule) }]
  })
}

/** A group of links of the sidebar. */
export interface Section {
  readonly text: string
  readonly items: readonly { readonly text: string; readonly file: string }[]
}

/** The sections of `docs/README.md`: its headings, and the links at the begin of a row or of an item. */
export function sections(): Section[] {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8')
  return index
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.slice(0, section.indexOf('\n')),
      items: [...section.matchAll(/^(?:\| |\d+\. )\[([^\]]+)\]\(([^)]+)\)/gm)].map(
        ([, text = '', file = '']) => ({ text, file: join('docs', file) }),
      ),
    }))
}

/** Writes the API reference: the pages of each package, one for each folder of its sources. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../pages.ts'
import { indexText, pageText } from './markdown.ts'
import { type Entry, Reader } from './read.ts'

const packages = ['core', 'nn', 'kernels']

/** Titles of folders whose names say less than they hold, and what comes first. */
const titles: Readonly<Record<string, string>> = {
  tensor: 'Tensors and variables',
  elementwise: 'Elementwise operations',
  reduce: 'Reductions',
  layout: 'Shapes and places',
  indices: 'Indices and sorting',
  products: 'Products',
  'linear-algebra': 'Linear algebra',
  windows: 'Convolutions and pooling',
  random: 'Random numbers',
  tape: 'Tapes',
  transforms: 'Derivatives, vmap, scan',
  compile: 'Compiling',
  context: 'Other values and state',
  primitive: 'Primitives',
  errors: 'Errors',
  modules: 'Modules',
  layers: 'Layers',
  activations: 'Activations',
  losses: 'Losses',
  metrics: 'Metrics',
  optimizers: 'Optimizers',
  schedules: 'Schedules',
  objective: 'Objective',
  penalties: 'Penalties',
  evaluation: 'Evaluation of a batch',
  weightings: 'Weightings',
}

const titleOf = (name: string): string => {
  const words = name.replaceAll('-', ' ')
  return titles[name] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** The page of a folder: an operation's is that of its kind. */
function pageOf(folder: string): string {
  const name = folder.replace(/^operations\//, '').replace(/\/.*/, '')
  return name === '' ? 'general' : name === 'index' ? 'indices' : name
}

/** What is called comes before what only describes it. */
const isType = ({ kind }: Entry): boolean => kind === 'interface' || kind === 'type'

function grouped(entries: readonly Entry[]): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const name = pageOf(entry.folder)
    groups.set(name, [...(groups.get(name) ?? []), entry])
  }
  for (const list of groups.values()) list.sort((a, b) => Number(isType(a)) - Number(isType(b)))
  const order = Object.keys(titles)
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** Writes all pages into a folder, with the sidebar that lists them. The packages must be built. */
export function writeApi(folder: string): void {
  const dists = packages.map((name) => join(root, 'packages', name, 'dist'))
  const reader = new Reader(dists.map((dist) => join(dist, 'index.d.ts')))
  const read = dists.map((dist, index) => ({
    name: packages[index] ?? '',
    groups: grouped(reader.entries(join(dist, 'index.d.ts'), dist)),
  }))
  const address = (name: string, page: string, entry: Entry): string =>
    `/api/${name}/${page}#${entry.name}`
  const all = read.flatMap(({ name, groups }) =>
    groups.flatMap(([page, entries]) =>
      entries.map((entry) => [entry.name, address(name, page, entry)] as const),
    ),
  )
  const sidebar = read.map(({ name, groups }) => {
    const specifier = `@sobolev/${name}`
    // Of two packages that have a name, each links to its own.
    const addresses = new Map([...all, ...all.filter(([, at]) => at.startsWith(`/api/${name}/`))])
    mkdirSync(join(folder, name), { recursive: true })
    for (const [page, entries] of groups)
      writeFileSync(
        join(folder, name, `${page}.md`),
        pageText(titleOf(page), specifier, entries, addresses),
      )
    const pages = groups.map(([page, entries]) => ({ title: titleOf(page), entries }))
    writeFileSync(join(folder, name, 'index.md'), indexText(specifier, pages, addresses))
    return {
      text: specifier,
      link: `/api/${name}/`,
      items: groups.map(([page]) => ({ text: titleOf(page), link: `/api/${name}/${page}` })),
    }
  })
  const list = sidebar.map(({ text, link }) => `- [\`${text}\`](${link})`).join('\n')
  writeFileSync(
    join(folder, 'index.md'),
    `---\neditLink: false\n---\n\n# API\n\nEvery exported name, with its signatures, as the declarations of the packages say it.\n\n${list}\n`,
  )
  writeFileSync(join(folder, 'sidebar.json'), JSON.stringify(sidebar))
}

import { afterEach, beforeEach, expect, test } from 'vitest'
import { blobs, Project } from '../cli/project.fixture.ts'
import { loadConfig } from '../config/load.ts'
import { Shipments } from './shipment.ts'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** The roots that a config of some data ships, from the project's folder, with the names of their files. */
async function rootsOf(data: string): Promise<Record<string, string[]>> {
  const config = `data: { ${data}, target: label }\nmodel: { layers: [] }\n`
  const roots = await new Shipments().of(await loadConfig(project.write('config.yaml', config), []))
  return Object.fromEntries(
    roots.map(({ root, files }) => [
      root.replace(project.folder, ''),
      files.map(({ name }) => name).sort(),
    ]),
  )
}

test.each([
  [
    'file: a.csv, validation: { file: more/deep/b.csv }, test: { file: more/c.csv }',
    { '': ['a.csv', 'more/c.csv', 'more/deep/b.csv'] },
  ],
  ['file: more/deep/b.csv, validation: { file: more/c.csv }', { '/more': ['c.csv', 'deep/b.csv'] }],
  [
    'file: more/c.csv, validation: { file: more-of-it/d.csv }',
    { '/more': ['c.csv'], '/more-of-it': ['d.csv'] },
  ],
])('no root lies within another: %s', async (data, roots) => {
  for (const name of ['a', 'more/deep/b', 'more/c', 'more-of-it/d'])
    project.write(`${name}.csv`, blobs(4))
  expect(await rootsOf(data)).toEqual(roots)
})

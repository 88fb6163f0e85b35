import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as inBrowser from './platform/browser.ts'
import * as inNode from './platform/node.ts'

const manifest: {
  readonly imports: Readonly<Record<string, { readonly browser: string }>>
} = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))

/** What a source file imports as it runs: types are gone by then. */
const importsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /^(?:import|(?:import|export)\s+(?!type\b)[\w*{][^'"=();]*?\sfrom)\s+'([^']+)'/gm,
    ),
    ...text.matchAll(/(?<!typeof )\bimport\('([^']+)'\)/g),
  ].map(([, path = '']) => path)

/** The files of this package that a page needs, and the modules that they import from elsewhere. */
function neededBy(entry: string): { files: Set<string>; modules: Set<string> } {
  const files = new Set([entry])
  const modules = new Set<string>()
  for (const file of files)
    for (const path of importsOf(readFileSync(file, 'utf8'))) {
      const inPackage = manifest.imports[path]?.browser
      if (inPackage !== undefined) files.add(join(import.meta.dirname, '..', inPackage))
      else if (path.startsWith('.')) files.add(join(file, '..', path))
      else modules.add(path)
    }
  return { files, modules }
}

test('what a page runs of the command line asks nothing of Node', () => {
  const { files, modules } = neededBy(join(import.meta.dirname, 'in-browser.ts'))
  expect(files.size).toBeGreaterThan(200)
  // Parts that must be among them for this to be about training.
  for (const part of ['train/fit.ts', 'train/trainer.ts', 'data/read-csv.ts', 'config/schema.ts'])
    expect(files).toContain(join(import.meta.dirname, part))
  expect(Array.from(modules).filter((name) => isBuiltin(name))).toEqual([])
  const globals = /\b(?:Buffer|process)\./
  expect(Array.from(files).filter((file) => globals.test(readFileSync(file, 'utf8')))).toEqual([])
})

test('a browser answers all that Node is asked', () => {
  expect(Object.keys(inBrowser)).toEqual(expect.arrayContaining(Object.keys(inNode)))
  const same: Omit<typeof inNode, 'storedBytes'> = inBrowser
  expect(same).toBe(inBrowser)
})

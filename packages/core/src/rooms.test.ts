import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import {
  circlesIn,
  type Imports,
  importsOf,
  importsWithin,
  sources,
} from '../../../scripts/circles.ts'

/** The folders of this package, as its README lists them: each may import from those before it, and from itself. */
const rooms = [
  ...readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').matchAll(/^\| `([^`]+)` \|/gm),
].map(([, folder = '']) => folder)

const roomOf = (file: string): string => {
  const [room = '.', inner] = file.split('/').slice(0, -1)
  const hasFolders = rooms.some((other) => other.startsWith(`${room}/`))
  return hasFolders && inner !== undefined ? `${room}/${inner}` : room
}

/** What is read of a package.json. */
interface Manifest {
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly imports?: Readonly<Record<string, unknown>>
}

/** Imports of a room that comes later, as `from → to`. */
const wrongWays = (imports: Imports, order: readonly string[] = rooms): string[] =>
  [...imports].flatMap(([file, imported]) =>
    imported
      .filter((other) => order.indexOf(roomOf(other)) > order.indexOf(roomOf(file)))
      .map((other) => `${file} → ${other}`),
  )

/** What a source file needs from outside its package's sources, but for what `manifest` says it depends on. */
const undeclared = (file: string, text: string, manifest: Manifest): string[] => {
  const { dependencies = {}, peerDependencies = {}, imports = {} } = manifest
  const declared = Object.keys({ ...dependencies, ...peerDependencies, ...imports })
  return importsOf(text).filter((module) =>
    module.startsWith('.')
      ? join(file, '..', module).startsWith('..')
      : !declared.some((name) => module === name || module.startsWith(`${name}/`)),
  )
}

describe('the source files', () => {
  const importsOfFolder = new Map(sources.map((folder) => [folder, importsWithin(folder)]))
  const within = (folder: string): Imports => importsOfFolder.get(folder) ?? new Map()

  test.each(sources)('of %s import each other without circles, types included', (folder) => {
    expect(circlesIn(within(folder)).filter((circle) => circle.length > 1)).toEqual([])
  })

  test.each(sources)(
    'of %s import other packages by name, those of package.json alone',
    (folder) => {
      const root = join(import.meta.dirname, '../../..')
      const { devDependencies = {}, ...manifest }: Manifest = JSON.parse(
        readFileSync(join(root, folder, '../package.json'), 'utf8'),
      )
      // A program is packed with the libraries that it uses in it.
      const dependencies = folder.startsWith('apps/')
        ? { ...manifest.dependencies, ...devDependencies }
        : (manifest.dependencies ?? {})
      const found = [...within(folder).keys()].flatMap((file) => {
        const text = readFileSync(join(root, folder, file), 'utf8')
        return undeclared(file, text, { ...manifest, dependencies }).map(
          (module) => `${file} → ${module}`,
        )
      })
      // Only the command line touches files.
      const forbidden = folder.startsWith('apps/')
        ? found.filter((line) => !/ → node:/.test(line))
        : found
      expect(forbidden).toEqual([])
    },
  )

  it('of train ask a model about rows below what looks into it, and that below the page', () => {
    const order = ['probe', 'inspect', 'report']
    const looking = [...within('apps/train/src')].filter(([file]) => order.includes(roomOf(file)))
    expect(looking.length).toBeGreaterThan(order.length)
    expect(wrongWays(new Map(looking), order)).toEqual([])
  })

  const imports = within('packages/core/src')

  it('of core stand in the folders that the README lists', () => {
    expect([...new Set([...imports.keys()].map(roomOf))].sort()).toEqual([...rooms].sort())
  })

  it('of core stand in a folder, but for what the package exports', () => {
    expect([...imports.keys()].filter((file) => roomOf(file) === '.')).toEqual(['index.ts'])
  })

  it('of core import from the folders before theirs', () => {
    expect(wrongWays(imports)).toEqual([])
  })
})

it('every form of an import is seen', () => {
  const text = `
import './a.ts'
import { type A, b } from './b.ts'
import type {
  // Don't stop at this apostrophe.
  C,
} from '../c.ts'
export * from './d.ts'
export type { E } from './e.ts'
type F = typeof import('./f.ts')
import fs from 'node:fs'
export const g = './g.ts'
`
  expect(importsOf(text)).toEqual([
    ...['./a.ts', './b.ts', '../c.ts', './d.ts', './e.ts', './f.ts', 'node:fs'],
  ])
})

it('an import of the package itself, of one that it may not know and of its files is found', () => {
  const text = `
import type { A } from '@sobolev/core'
import { B } from '@sobolev/nn'
import '../../nn/src/c.ts'
import '../errors/d.ts'
import '@sobolev/kernels'
`
  const manifest = { dependencies: { '@sobolev/kernels': '1.0.0' } }
  expect(undeclared('tape/tape.ts', text, manifest)).toEqual([
    ...['@sobolev/core', '@sobolev/nn', '../../nn/src/c.ts'],
  ])
})

it('circles are found, however long, and wrong ways', () => {
  const made = new Map([
    ['tape/a.ts', ['tensor/b.ts']],
    ['tensor/b.ts', ['tensor/c.ts']],
    ['tensor/c.ts', ['tape/a.ts']],
    ['index.ts', ['tape/a.ts']],
  ])
  expect(circlesIn(made).map((circle) => circle.length)).toEqual([3, 1])
  expect(wrongWays(made)).toEqual(['tensor/c.ts → tape/a.ts'])
})

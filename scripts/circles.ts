/**
 * Which source file imports which, types included, and the circles among them.
 *
 *     npm run circles
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseAst } from 'vitest/node'

/** What each source file of a folder imports, as paths from that folder. */
export type Imports = ReadonlyMap<string, readonly string[]>

/** The folders of the repository that hold the sources of its packages. */
export const sources = [
  'packages/kernels/src',
  'packages/core/src',
  'packages/nn/src',
  'apps/train/src',
]

const root = join(import.meta.dirname, '..')
/** The modules that a node of a syntax tree imports or exports from, and those within it. */
function modulesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const source = 'source' in node ? node.source : undefined
  const isNamed = typeof source === 'object' && source !== null && 'value' in source
  const named = isNamed && typeof source.value === 'string' ? [source.value] : []
  return [...named, ...Object.values(node).flatMap(modulesIn)]
}

/** The modules that a source imports or exports from, for values or for types alone. */
export const importsOf = (text: string): string[] => modulesIn(parseAst(text, { lang: 'ts' }))

/** What `#names` of a package stand for, by the conditions under which they do. */
interface Manifest {
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/**
 * The imports among the source files of `folder`, a path from the root; tests and fixtures are left out. Of what
 * package.json names under `imports`, each file that may stand behind a name.
 */
export function importsWithin(folder: string): Imports {
  const from = join(root, folder)
  const files = readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .sort()
  const manifest: Manifest = JSON.parse(readFileSync(join(from, '../package.json'), 'utf8'))
  return new Map(
    files.map((file) => {
      const paths = importsOf(readFileSync(join(from, file), 'utf8'))
      const imported = paths.flatMap((path) => {
        const behind = Object.values(manifest.imports?.[path] ?? {})
        if (behind.length > 0) return behind.map((other) => relative(from, join(from, '..', other)))
        return [relative(from, join(from, file, '..', path))]
      })
      return [file, imported.filter((path) => files.includes(path))]
    }),
  )
}

/** The files that `file` needs, by however many imports. */
function needsOf(imports: Imports, file: string): Set<string> {
  const found = new Set<string>()
  const waiting = [file]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const imported of imports.get(next) ?? [])
      if (!found.has(imported)) {
        found.add(imported)
        waiting.push(imported)
      }
  return found
}

/** The groups of files that need each other, the largest first; without circles, each file by itself. */
export function circlesIn(imports: Imports): string[][] {
  const needs = new Map([...imports.keys()].map((file) => [file, needsOf(imports, file)]))
  const grouped = new Set<string>()
  const groups = [...needs].flatMap(([file, needed]) => {
    if (grouped.has(file)) return []
    const group = [
      file,
      ...[...needed].filter((other) => other !== file && needs.get(other)?.has(file)),
    ]
    for (const member of group) grouped.add(member)
    return [group]
  })
  return groups.sort((a, b) => b.length - a.length)
}

if (process.argv[1] === import.meta.filename)
  for (const folder of sources) {
    const imports = importsWithin(folder)
    const circles = circlesIn(imports)
    console.log(
      `${folder}: ${imports.size} files, the largest circle of imports, types included: ${circles[0]?.length ?? 0}`,
    )
    for (const circle of circles) if (circle.length > 1) console.log(`  ${circle.join(' ↔ ')}`)
  }

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { importsWithin, sources } from '../scripts/circles.ts'

/** Names that say nothing of what they hold: good enough only where the declaration is in sight. */
const vague = /^(own|at|each|now|made|all|rest|here|there|settle\w*|truth|teacher|chosen|spoilt)$/

/** Lines that the scope of such a name may have. */
const MAX_LINES = 5

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** A name where it is declared, and the node in which it is visible. */
interface Declaration {
  readonly name: Node
  readonly scope: Node
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

/** The identifiers that a pattern binds: b and c in `{ a: b = 1, ...c }`. */
function boundBy(pattern: unknown): Node[] {
  if (!isNode(pattern)) return []
  if (pattern.type === 'Identifier') return [pattern]
  if (pattern.type === 'Property') return boundBy(pattern.value)
  const { left, argument, parameter, properties, elements } = pattern
  return [left, argument, parameter, properties, elements].flat().flatMap(boundBy)
}

/** The variables, functions and parameters of a syntax tree; `exported`: declarations that are left out. */
function declarationsIn(node: Node, scope: Node, exported: ReadonlySet<Node>): Declaration[] {
  const isScope = /Program|BlockStatement|For.*Statement|Function|Signature|CatchClause/.test(
    node.type,
  )
  const inner = isScope ? node : scope
  const parameters = isScope ? [node.params, node.param].flat().flatMap(boundBy) : []
  const isDeclaration = /^(VariableDeclarator|FunctionDeclaration)$/.test(node.type)
  const variables = isDeclaration && !exported.has(node) ? boundBy(node.id) : []
  return [
    ...parameters.map((name) => ({ name, scope: inner })),
    ...variables.map((name) => ({ name, scope })),
    ...childrenOf(node).flatMap((child) => declarationsIn(child, inner, exported)),
  ]
}

/** The vague names of wide scope in a source, with their lines. */
function vagueNamesIn(text: string): string[] {
  const program: unknown = parseAst(text, { lang: 'ts' })
  if (!isNode(program)) throw new TypeError('vagueNamesIn: the source must have a syntax tree')
  // Users see exported names with that of the package, such as S.all.
  const exported = childrenOf(program)
    .filter(({ type }) => type === 'ExportNamedDeclaration')
    .flatMap(childrenOf)
    .flatMap((declaration) => [declaration, ...childrenOf(declaration)])
  const lineOf = (position: number): number => text.slice(0, position).split('\n').length
  return declarationsIn(program, program, new Set(exported))
    .filter(({ name }) => vague.test(String(name.name)))
    .filter(({ name, scope }) => lineOf(scope.end) - lineOf(name.start) >= MAX_LINES)
    .map(({ name }) => `${lineOf(name.start)}: ${String(name.name)}`)
}

describe('a vague name', () => {
  const lines = (count: number): string => '\n  f()'.repeat(count)

  it.each([
    ['a variable', `{\n  const all = f()${lines(MAX_LINES)}\n}`, ['2: all']],
    ['a parameter', `const f = (at: number) => {${lines(MAX_LINES)}\n}`, ['1: at']],
    ['a part of a pattern', `const [first, ...rest] = f()${lines(MAX_LINES)}`, ['1: rest']],
    ['a function', `function settle() {}${lines(MAX_LINES)}`, ['1: settle']],
    ['what is caught', `try {} catch (each) {${lines(MAX_LINES)}\n}`, ['1: each']],
    ['a small scope', `{\n  const all = f()${lines(MAX_LINES - 2)}\n}`, []],
    ['an export', `export const all = f()${lines(MAX_LINES)}`, []],
  ])('is found or not: %s', (_, source, expected) => {
    expect(vagueNamesIn(source)).toEqual(expected)
  })
})

test.each(sources)('no name in %s is vague beyond five lines', (folder) => {
  const found = [...importsWithin(folder).keys()].flatMap((file) =>
    vagueNamesIn(readFileSync(join(import.meta.dirname, '..', folder, file), 'utf8')).map(
      (place) => `${file}:${place}`,
    ),
  )
  expect(found).toEqual([])
})

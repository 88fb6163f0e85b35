import type { Document, Pair } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Fault } from '../errors.ts'
import { nestsDeeperThan } from './nesting.ts'
import { formatPath, type Path, Places } from './places.ts'
import { quoted } from './show.ts'

/** A config's text as plain values, the places they were written at, and what was wrong. */
export interface ReadYaml {
  readonly value: unknown
  readonly places: Places
  readonly faults: readonly Fault[]
  /** Whether the text was so broken that the values say nothing about what was meant. */
  readonly broken: boolean
}

const mostValues = 10_000
const mostDepth = 64
const mostSyntaxFaults = 5
const tooMuch = `with its aliases expanded, a config must hold at most ${mostValues} values, nested at most ${mostDepth} deep; make it smaller and flatter`
const harmless = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED'])

/**
 * Reads one YAML document into plain values. Syntax errors, duplicate keys, keys that are not text,
 * `__proto__`, unknown tags, and aliases that are unknown, circular or that expand to more than
 * 10,000 values come back as faults with line and column.
 */
export function readYaml(text: string, fileName: string): ReadYaml {
  const lines = new LineCounter()
  const source = text.replace(/^\uFEFF/, '')
  if (nestsDeeperThan(source, 2 * mostDepth)) {
    const message = `YAML: ${tooMuch}`
    return {
      value: null,
      places: new Places(),
      faults: [{ place: fileName, message }],
      broken: true,
    }
  }
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
  })
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${fileName}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
  const faults: Fault[] = []
  // One slip in the syntax is followed by many that come from it.
  for (const error of [...document.errors, ...document.warnings].slice(0, mostSyntaxFaults)) {
    const culprit = quoted(/^[^\s:,{}[\]]*/.exec(source.slice(error.pos[0]))?.[0] ?? '')
    faults.push({ place: place(error.pos[0]), message: `YAML: ${explain(error, culprit)}` })
  }
  const reader = new Reader(document, place)
  const value = reader.read(document.contents, [], 0)
  return {
    value,
    places: reader.places,
    faults: [...faults, ...reader.faults],
    broken: reader.refused || document.errors.some((error) => !harmless.has(error.code)),
  }
}

class Reader {
  readonly places: Places = new Places()
  readonly faults: Fault[] = []
  refused = false
  readonly #document: Document
  readonly #place: (offset: number) => string
  #count = 0

  constructor(document: Document, place: (offset: number) => string) {
    this.#document = document
    this.#place = place
  }

  read(node: unknown, path: Path, depth: number): unknown {
    if (path.length === 0) this.places.setValue(path, this.#place(0))
    const offset = offsetOf(node)
    if (offset !== undefined) this.places.setValue(path, this.#place(offset))
    if (++this.#count > mostValues || depth > mostDepth) {
      this.#refuse(offset)
      return null
    }
    if (isAlias(node)) return this.#readAlias(node, path, depth, offset)
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value
    if (isSeq(node)) return node.items.map((item, i) => this.read(item, [...path, i], depth + 1))
    if (!isMap(node)) return null
    const map: Record<string, unknown> = {}
    for (const pair of node.items) this.#readPair(pair, map, path, depth)
    return map
  }

  #readAlias(
    node: { source: string; resolve(document: Document): Node | undefined },
    path: Path,
    depth: number,
    offset: number | undefined,
  ): unknown {
    const target = node.resolve(this.#document)
    if (target === undefined) {
      this.#fault(offset, `YAML: alias *${node.source} must follow an anchor &${node.source}`)
      return null
    }
    const value = this.read(target, path, depth + 1)
    if (offset !== undefined) this.places.setValue(path, this.#place(offset))
    return value
  }

  #readPair(pair: Pair, map: Record<string, unknown>, path: Path, depth: number): void {
    const offset = offsetOf(pair.key)
    const key = isScalar(pair.key) ? pair.key.value : pair.key
    if (typeof key !== 'string' && typeof key !== 'number') {
      const hint = key === null ? 'the name before ":" is empty' : 'write it in quotes'
      this.#fault(offset, `${under(path)}a key must be text; ${hint}`)
      return
    }
    const name = String(key)
    if (name === '__proto__') {
      this.#fault(offset, `${under(path)}the key ${quoted(name)} is not allowed; rename it`)
      return
    }
    const below = [...path, name]
    if (offset !== undefined) this.places.setKey(below, this.#place(offset))
    map[name] = this.read(pair.value, below, depth + 1)
  }

  #refuse(offset: number | undefined): void {
    if (this.refused) return
    this.refused = true
    this.#fault(offset, `YAML: ${tooMuch}`)
  }

  #fault(offset: number | undefined, message: string): void {
    this.faults.push({ place: this.#place(offset ?? 0), message })
  }
}

function offsetOf(node: unknown): number | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined
}

function under(path: Path): string {
  return path.length === 0 ? '' : `${formatPath(path)}: `
}

function explain(error: { code: string; message: string }, culprit: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `the key ${culprit} is already in this map; keep one of the two`
    case 'MULTIPLE_DOCS':
      return 'one config must be one document; remove what follows "---"'
    case 'TAB_AS_INDENT':
      return 'indent with spaces, not with tabs'
    case 'TAG_RESOLVE_FAILED':
      return `${error.message}; configs use no tags`
    default:
      return error.message
  }
}

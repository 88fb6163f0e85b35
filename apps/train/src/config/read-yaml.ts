import type { Pair } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { dirname, resolve } from '#platform'
import type { Fault } from '../errors.ts'
import { forbiddenKey, forbiddenKeyMessage } from './forbidden-key.ts'
import { formatPath, type Path, Places } from './places.ts'
import { cut, quoted } from './show.ts'
import { passedLimit, tooDeep, tooManyValues, yamlLimits } from './yaml-limits.ts'

/** A config's text as plain values, the places they were written at, and what was wrong. */
export interface ReadYaml {
  readonly value: unknown
  readonly places: Places
  readonly faults: readonly Fault[]
  /** Whether the text was so broken that the values say nothing about what was meant. */
  readonly broken: boolean
}

const MAX_SYNTAX_FAULTS = 5

/**
 * Reads one YAML document into plain values. Syntax errors, duplicate keys, keys that are not text,
 * `__proto__`, unknown tags, aliases that are unknown or circular, and whatever passes a limit of
 * `yamlLimits` come back as faults with line and column. Time is linear in the text.
 */
export function readYaml(text: string, fileName: string): ReadYaml {
  const lines = new LineCounter()
  const source = text.replace(/^\uFEFF/, '')
  const passed = passedLimit(source)
  if (passed !== undefined) {
    const before = source.slice(0, passed.offset).split('\n')
    const place = `${fileName}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
    const faults = [{ place, message: `YAML: ${passed.message}` }]
    return { value: null, places: new Places(), faults, broken: true }
  }
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    // The reader looks for them itself: the library compares each key with all before it.
    uniqueKeys: false,
  })
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${fileName}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
  const faults: Fault[] = []
  // One slip in the syntax is followed by many that come from it.
  for (const error of [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_FAULTS)) {
    faults.push({ place: place(error.pos[0]), message: `YAML: ${explain(error)}` })
  }
  const reader = new Reader(place, dirname(resolve(fileName)))
  const value = reader.read(document.contents, [], 0)
  return {
    value,
    places: reader.places,
    faults: [...faults, ...reader.faults],
    broken: reader.refused || document.errors.some(({ code }) => code !== 'TAG_RESOLVE_FAILED'),
  }
}

class Reader {
  readonly places: Places
  readonly faults: Fault[] = []
  refused = false
  readonly #place: (offset: number) => string
  /** What each anchor names so far. */
  readonly #anchors = new Map<string, unknown>()
  /** The nodes that are being read, from the document down to the current one. */
  readonly #open = new Set<unknown>()
  /** How many aliases stand around the current node. */
  #expanding = 0
  #count = 0

  constructor(place: (offset: number) => string, folder: string) {
    this.#place = place
    this.places = new Places(folder)
  }

  read(node: unknown, path: Path, depth: number): unknown {
    if (path.length === 0) this.places.setValue(path, this.#place(0))
    const offset = offsetOf(node)
    if (offset !== undefined) this.places.setValue(path, this.#place(offset))
    if (++this.#count > yamlLimits.values) return this.#refuse(offset, tooManyValues)
    if (depth > yamlLimits.depth) return this.#refuse(offset, tooDeep)
    if (isAlias(node)) return this.#readAlias(node.source, path, depth, offset)
    this.#note(node)
    this.#open.add(node)
    const value = this.#readContent(node, path, depth)
    this.#open.delete(node)
    return value
  }

  /** Notes what an anchor names; within an alias it has been noted before. */
  #note(node: unknown): void {
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor !== undefined && this.#expanding === 0) this.#anchors.set(anchor, node)
  }

  #readContent(node: unknown, path: Path, depth: number): unknown {
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value
    if (isSeq(node)) return node.items.map((item, i) => this.read(item, [...path, i], depth + 1))
    if (!isMap(node)) return null
    const map: Record<string, unknown> = {}
    for (const pair of node.items) this.#readPair(pair, map, path, depth)
    return map
  }

  #readAlias(source: string, path: Path, depth: number, offset: number | undefined): unknown {
    const target = this.#anchors.get(source)
    const name = cut(source)
    if (target === undefined) {
      this.#fault(offset, `YAML: alias *${name} must follow an anchor &${name}`)
      return null
    }
    if (this.#open.has(target)) {
      this.#fault(offset, `YAML: alias *${name} must stand outside what &${name} names`)
      return null
    }
    this.#expanding++
    const value = this.read(target, path, depth + 1)
    this.#expanding--
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
    this.#note(pair.key)
    const name = String(key)
    if (name === forbiddenKey) {
      this.#fault(offset, `${under(path)}${forbiddenKeyMessage}`)
      return
    }
    if (Object.hasOwn(map, name)) {
      const message = `the key ${quoted(name)} is already in this map; keep one of the two`
      this.#fault(offset, `YAML: ${message}`)
    }
    const below = [...path, name]
    if (offset !== undefined) this.places.setKey(below, this.#place(offset))
    map[name] = this.read(pair.value, below, depth + 1)
  }

  #refuse(offset: number | undefined, message: string): null {
    if (!this.refused) this.#fault(offset, `YAML: ${message}`)
    this.refused = true
    return null
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

function explain(error: { code: string; message: string }): string {
  const message = cut(error.message, 200)
  switch (error.code) {
    case 'MULTIPLE_DOCS':
      return 'one config must be one document; remove what follows "---"'
    case 'TAB_AS_INDENT':
      return 'indent with spaces, not with tabs'
    case 'TAG_RESOLVE_FAILED':
      return `${message}; configs use no tags`
    default:
      return message
  }
}

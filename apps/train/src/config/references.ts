import type * as z from 'zod'
import { type Fault, InputError } from '../errors.ts'
import { defaultAt } from './default-at.ts'
import type { Written } from './extend.ts'
import { formatPath, type Path, Places } from './places.ts'
import { hasReferences, partsOfText, type Reference } from './reference-text.ts'
import { quoted, show } from './show.ts'
import { didYouMean } from './suggest.ts'
import { tooManyValues, yamlLimits } from './yaml-limits.ts'

/** What references may stand for beside what the config says. */
export interface Surroundings {
  /** Of the config: its defaults may be referred to. */
  readonly schema: z.ZodType
  /** The run's name unless the config gives one. */
  readonly name: string
  /** The environment variables that the config may read. */
  readonly listed: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

const MAX_TEXT_LENGTH = 10_000
const MAX_DEPTH = 500

/** A config in which each `${…}` has given way to what it stands for; `failed`: the places of those that could not. */
export interface WithoutReferences extends Written {
  readonly failed: ReadonlySet<string>
}

/** Puts the values in place of the references to them. What cannot be resolved goes to `faults`, and null in its place. */
export function resolveReferences(
  written: Written,
  surroundings: Surroundings,
  faults: Fault[],
): WithoutReferences {
  const resolver = new Resolver(written, surroundings, faults)
  const value = resolver.resolve([], written.value)
  return { value, places: resolver.places, failed: resolver.failed }
}

class Resolver {
  readonly places: Places = new Places()
  readonly failed = new Set<string>()
  readonly #written: Written
  readonly #surroundings: Surroundings
  readonly #faults: Fault[]
  readonly #known = new Map<string, unknown>()
  /** The paths that are being resolved, the outermost first. */
  readonly #open: Path[] = []
  #count = 0

  constructor(written: Written, surroundings: Surroundings, faults: Fault[]) {
    this.#written = written
    this.#surroundings = surroundings
    this.#faults = faults
    this.places.take([], written.places)
  }

  resolve(path: Path, raw: unknown): unknown {
    const id = idOf(path)
    if (this.#known.has(id)) return this.#known.get(id)
    if (this.#open.length > MAX_DEPTH)
      return this.#fail(
        path,
        `references may lead to each other ${MAX_DEPTH} deep at most; make it flatter`,
      )
    this.#open.push(path)
    this.#countValues(1, path)
    const value = this.#resolved(path, raw)
    this.#open.pop()
    this.#known.set(id, value)
    return value
  }

  #resolved(path: Path, raw: unknown): unknown {
    if (typeof raw === 'string') return hasReferences(raw) ? this.#text(path, raw) : raw
    if (Array.isArray(raw)) return raw.map((item, index) => this.resolve([...path, index], item))
    if (typeof raw !== 'object' || raw === null) return raw
    const entries = Object.entries(raw)
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.resolve([...path, key], item)]),
    )
  }

  #text(path: Path, raw: string): unknown {
    const parts = partsOfText(raw)
    if ('message' in parts) return this.#fail(path, parts.message)
    const [first] = parts
    if (parts.length === 1 && typeof first === 'object') return this.#value(path, first, true)
    let text = ''
    for (const part of parts) {
      const value = typeof part === 'string' ? part : this.#value(path, part, false)
      if (value === undefined) return null
      const isScalar = ['string', 'number', 'boolean'].includes(typeof value)
      if (!isScalar && typeof part === 'object')
        return this.#fail(
          path,
          `${part.text} must be a text or a number within a text, got ${show(value)}`,
        )
      text += String(value)
      if (text.length > MAX_TEXT_LENGTH)
        return this.#fail(
          path,
          `a text must have at most ${MAX_TEXT_LENGTH} characters once its references are in; make it shorter`,
        )
    }
    if (parts.some((part) => typeof part === 'object')) this.places.setReference(path, raw)
    return text
  }

  /** What a reference stands for. `isAll`: it is the whole value, and hands on its origin. Undefined where it fails. */
  #value(path: Path, reference: Reference, isAll: boolean): unknown {
    const { text, name, isOfEnvironment, fallback } = reference
    if (isOfEnvironment) {
      const value = this.#variable(path, reference)
      if (isAll && value !== undefined) this.places.setReference(path, text)
      return value === undefined || !isAll ? value : scalarOf(value)
    }
    const target = name.split('.')
    const found = this.#find(path, target, text)
    if (found === 'failed') return undefined
    if (found !== undefined) {
      if (!isAll) return found.value
      this.#countValues(sizeOf(found.value), path)
      const place = this.#written.places.ofValue(path)
      if (found.isWritten) this.places.take(path, this.places, target, { text, place })
      else this.places.setReference(path, text)
      return found.value
    }
    if (fallback !== undefined) {
      if (isAll) this.places.setReference(path, text)
      return isAll ? scalarOf(fallback) : fallback
    }
    const known = pathsIn(this.#written.value)
    this.#fail(path, `${text} must name a value of the config${didYouMean(name, known)}`)
    return undefined
  }

  /** The value at a path, as it is in the end; undefined where nothing is written nor stands there by default. */
  #find(path: Path, target: readonly string[], text: string) {
    let raw = this.#written.value
    for (const [depth, key] of target.entries()) {
      const textPath = target.slice(0, depth)
      if (typeof raw === 'string' && hasReferences(raw)) {
        const circle = this.#circle(path, textPath, text)
        if (circle !== undefined) return circle
        raw = this.resolve(textPath, raw)
      }
      if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, key)) {
        const { schema, name } = this.#surroundings
        const value =
          target.join() === 'name' ? name : defaultAt(schema, this.#written.value, target)
        return value === undefined ? undefined : { value, isWritten: false }
      }
      raw = Reflect.get(raw, key)
    }
    return this.#circle(path, target, text) ?? { value: this.resolve(target, raw), isWritten: true }
  }

  #circle(path: Path, target: Path, text: string): 'failed' | undefined {
    const start = this.#open.findIndex((open) => idOf(open) === idOf(target))
    if (start < 0) return undefined
    const circle = [...this.#open.slice(start), target].map(formatPath).join(' → ')
    this.#fail(path, `${text} must not lead back to itself, got ${circle}`)
    return 'failed'
  }

  #variable(path: Path, { text, name, fallback }: Reference): string | undefined {
    const { listed, env } = this.#surroundings
    if (!listed.includes(name)) {
      const hint = didYouMean(name, listed) || `; add env: [${name}]`
      this.#fail(
        path,
        `${text}: env must list each variable that the config reads, and ${quoted(name)} is not there${hint}`,
      )
      return undefined
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    if (fallback !== undefined && (value ?? '') === '') return fallback
    if (value === undefined)
      this.#fail(
        path,
        `${text}: the environment variable ${name} must be set; or say what stands for it, as in \${env:${name}:-value}`,
      )
    return value
  }

  #fail(path: Path, message: string): null {
    const place = this.#written.places.ofValue(path)
    const isNamed = place === `--set ${formatPath(path)}`
    this.#faults.push({ place, message: isNamed ? message : `${formatPath(path)}: ${message}` })
    this.failed.add(place)
    return null
  }

  #countValues(amount: number, path: Path): void {
    this.#count += amount
    if (this.#count <= yamlLimits.values) return
    throw new InputError({ place: this.#written.places.ofValue(path), message: tooManyValues })
  }
}

const idOf = (path: Path): string => JSON.stringify(path.map(String))

/** A text as YAML reads a word: a number, true, false or null, else itself. */
function scalarOf(text: string): unknown {
  if (/^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(text)) return Number(text)
  return text === 'null' ? null : text === 'true' ? true : text === 'false' ? false : text
}

const sizeOf = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 1
    : Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 1)

/** The paths of all values. */
function pathsIn(value: unknown, above: Path = []): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const path = [...above, key]
    return [formatPath(path), ...pathsIn(item, path)]
  })
}

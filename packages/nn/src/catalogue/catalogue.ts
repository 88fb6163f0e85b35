import * as methods from '../methods.ts'
import { type Definitions, type Kind, kinds, type Things } from './kinds.ts'

type AnyDefinition = Definitions[Kind]

/** Methods by kind and name. */
export class Catalogue {
  /** All definitions, in the order of their export. */
  readonly definitions: readonly AnyDefinition[]
  readonly #byKind: { [K in Kind]?: ReadonlyMap<string, Definitions[K]> } = {}

  /** Throws a TypeError where two methods of one kind have one name. */
  constructor(definitions: readonly AnyDefinition[]) {
    const known = new Set<string>()
    for (const { kind, name } of definitions) {
      if (known.has(`${kind} ${name}`))
        throw new TypeError(
          `catalogue: each ${kind} must have a name of its own, got "${name}" twice`,
        )
      known.add(`${kind} ${name}`)
    }
    this.definitions = definitions
  }

  /** The methods of a kind by name, in the order of their export. */
  of<K extends Kind>(kind: K): ReadonlyMap<string, Definitions[K]> {
    const known: ReadonlyMap<string, Definitions[K]> | undefined = this.#byKind[kind]
    if (known) return known
    const found = this.definitions.flatMap((definition) =>
      isOf(kind, definition) ? [[definition.name, definition] as const] : [],
    )
    const byName: ReadonlyMap<string, Definitions[K]> = new Map(found)
    Object.assign(this.#byKind, { [kind]: byName })
    return byName
  }

  /** What a method makes of its options. Throws a RangeError where there is no such method. */
  make<K extends Kind>(kind: K, name: string, options?: unknown): Things[K] {
    const definition = this.of(kind).get(name)
    if (definition === undefined) throw new RangeError(`catalogue: there is no ${kind} "${name}"`)
    return definition.make(options)
  }

  /** This and the methods that a module exports, such as one of a user's own. */
  with(exported: object): Catalogue {
    return new Catalogue([...this.definitions, ...definitionsIn(exported)])
  }
}

const isOf = <K extends Kind>(kind: K, definition: AnyDefinition): definition is Definitions[K] =>
  definition.kind === kind

/** The definitions of what a module exports; what is no method is passed over. */
export function definitionsIn(exported: object): AnyDefinition[] {
  return Object.values(exported).flatMap((value) => {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    const definition: unknown = isObject ? Reflect.get(value, 'definition') : undefined
    return isDefinition(definition) ? [definition] : []
  })
}

function isDefinition(value: unknown): value is AnyDefinition {
  if (typeof value !== 'object' || value === null) return false
  const { kind, name, make } = value as Partial<AnyDefinition>
  return (
    typeof kind === 'string' &&
    Object.hasOwn(kinds, kind) &&
    typeof name === 'string' &&
    typeof make === 'function'
  )
}

const catalogueOf = (exported: object): Catalogue => new Catalogue(definitionsIn(exported))

/** Every method of this package. */
export const catalogue: Catalogue = catalogueOf(methods)

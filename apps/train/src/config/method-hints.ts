import { asYaml, type Catalogue, type Kind, kinds, libraryOnly, meets } from '@sobolev/nn'
import { type AnyDefinition, optionsOf, requiredOptions, shortOf } from './method-options.ts'
import { libraryOnlyWords } from './other-names.ts'
import { listed, show } from './show.ts'
import { didYouMean } from './suggest.ts'

/** Methods that are listed one by one where a value names none of them. */
const MOST_LISTED = 24

/** The method of a kind that most configs have, as an example; the first of the others is that of the rest. */
const usual: Partial<Record<Kind, readonly [method: string, options: object]>> = {
  layer: ['dense', { units: 64 }],
  penalty: ['inputGradient', { weight: 0.1 }],
  optimizer: ['adam', { learningRate: 0.001 }],
}

/** Words for a config that names no method, or several: what it may say, and what is likely meant. */
export class MethodHints {
  readonly #catalogue: Catalogue

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /** Those of which a config can hold the options and a table the data. */
  definitions(kind: Kind): readonly AnyDefinition[] {
    return [...this.#catalogue.of(kind).values()].filter(
      (definition) => libraryOnly(definition) === null,
    )
  }

  /** A method and what it must be told, or the first of its numbers: `dense: { units: 64 }`. */
  example(kind: Kind, method?: string): string {
    const [name, options] = this.#usual(kind) ?? []
    if (name !== undefined && (method ?? name) === name) return entry(name, options)
    const definitions = this.definitions(kind)
    const definition = definitions.find(({ name }) => name === method) ?? definitions[0]
    if (definition === undefined) return 'none'
    const table = optionsOf(definition)
    const plain = Object.keys(table).filter((name) => typeof table[name]?.default === 'number')
    const required = requiredOptions(definition)
    const names = required.length > 0 ? required : plain.slice(0, 1)
    const values = names.map((name) => [name, valueInExample(definition, name)] as const)
    return entry(definition.name, Object.fromEntries(values))
  }

  /** What is said of a value in place of a method's name. */
  unnamed(kind: Kind, input: unknown): string {
    const names = this.definitions(kind)
      .map(({ name }) => name)
      .sort()
    if (names.some((name) => name === input))
      return `${String(input)} must have its options, such as ${this.example(kind, String(input))}`
    const words = typeof input === 'string' ? libraryOnlyWords(input) : null
    if (words !== null) return words
    const isShort = names.length <= MOST_LISTED
    const what = isShort
      ? `one of ${listed(names, MOST_LISTED)}`
      : `${withArticle(kind)}, such as { ${this.example(kind)} }`
    const hint =
      (typeof input === 'number' ? this.#ofNumber(kind, input) : '') ||
      (typeof input === 'string' ? this.#ofOtherKind(kind, input) || didYouMean(input, names) : '')
    const list = isShort ? '' : `; sobolev explain ${listName(kind)} lists all`
    return `must be ${what}, got ${show(input)}${hint || list}`
  }

  /** What is said of a map with the names of several methods, of which some may be options of another. */
  several(kind: Kind, given: Readonly<Record<string, unknown>>): string {
    for (const name of Object.keys(given)) {
      const definition = this.#catalogue.of(kind).get(name)
      const others = Object.entries(given).filter(([other]) => other !== name)
      if (!definition || !others.every(([other]) => Object.hasOwn(optionsOf(definition), other)))
        continue
      const value = given[name]
      const short = shortOf(definition)
      const named = typeof value === 'object' ? value : short && { [short]: value }
      return `; ${listed(others.map(([other]) => other))} stands among the options of ${name}: { ${entry(name, { ...named, ...Object.fromEntries(others) })} }`
    }
    return ''
  }

  #usual(kind: Kind): readonly [method: string, options: object] | undefined {
    const [method = '', options = {}] = usual[kind] ?? []
    return this.#catalogue.of(kind).has(method) ? [method, options] : undefined
  }

  /** How a number is given to the usual method, whose first option it likely is. */
  #ofNumber(kind: Kind, input: number): string {
    const [name = '', options = {}] = this.#usual(kind) ?? []
    const definition = this.#catalogue.of(kind).get(name)
    const short = definition && shortOf(definition)
    const optionName = short ?? Object.keys(options)[0] ?? ''
    const option = definition && optionsOf(definition)[optionName]
    if (option === undefined || !meets(option, input)) return ''
    const whole = `{ ${entry(name, { [optionName]: input })} }`
    return short === undefined ? `; write ${whole}` : `; write { ${name}: ${input} } or ${whole}`
  }

  /** What a name of another kind is, and how the usual method takes it as an option. */
  #ofOtherKind(kind: Kind, input: string): string {
    const other = kindNamesOf(this.#catalogue, input).find((found) => found !== kind)
    if (other === undefined) return ''
    const [name = '', options = {}] = this.#usual(kind) ?? []
    const definition = this.#catalogue.of(kind).get(name)
    const option = Object.entries(definition ? optionsOf(definition) : {}).find(
      ([, { type, ...of }]) => type === 'method' && 'kind' in of && of.kind === other,
    )
    const way = option ? `; write { ${entry(name, { ...options, [option[0]]: input })} }` : ''
    return `, which is ${withArticle(other)}${way}`
  }
}

/** A value of an option, to show how it is written: what it is unless given, or in the method's example. */
export function valueInExample(definition: AnyDefinition, name: string): unknown {
  const given: Readonly<Record<string, unknown>> = definition.example.options ?? {}
  return optionsOf(definition)[name]?.default ?? given[name] ?? 0.1
}

const entry = (name: string, options: object = {}): string =>
  `${name}: ${Object.keys(options).length === 0 ? '{}' : asYaml(options)}`

const listName = (kind: Kind): string => kinds[kind].plural.replaceAll(' ', '')

const kindNamesOf = (catalogue: Catalogue, name: string): Kind[] =>
  catalogue.definitions.flatMap((definition) => (definition.name === name ? [definition.kind] : []))

/** A kind in words: `a layer`, `an activation`, `a loss transform`. */
function withArticle(kind: Kind): string {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${/^[aeio]/.test(words) ? 'an' : 'a'} ${words}`
}

import { DTypeCode } from '@sobolev/kernels'
import { describeValue } from './describe-value.ts'
import { didYouMean } from './did-you-mean.ts'

/**
 * What the value of an option may be: of a type (`numbers`: a number, a tensor or an array of numbers), one of a list
 * of words, or `any` for what is checked elsewhere.
 */
export type OptionKind =
  | 'boolean'
  | 'number'
  | 'numbers'
  | 'string'
  | 'function'
  | 'any'
  | readonly string[]

/** The kind of every option: a name that is missing here, or not in `Options`, does not compile. */
export type OptionKinds<Options> = { readonly [Name in keyof Options]-?: OptionKind }

/**
 * Returns `options` after checking that each is known and of its kind; for functions with an object of options.
 * TypeScript finds a wrong name by itself, but only in a literal; JavaScript does not.
 *
 * ```ts
 * function scaled(x: Tensor, options: { factor?: number } = {}): Tensor {
 *   const { factor = 2 } = checkOptions('scaled', options, { factor: 'number' })
 *   return x.mul(factor)
 * }
 * ```
 *
 * `required`: the options without a default.
 *
 * @throws TypeError for what is no object, for an unknown option (the message suggests a known one), and for a value
 * of another kind; NaN is no number.
 */
export function checkOptions<Options extends object>(
  operation: string,
  options: Options,
  kinds: OptionKinds<Options>,
  required: readonly (keyof Options & string)[] = [],
): Options {
  if (!isOptions(options, kinds)) throw notOptions(operation, options, kinds)
  for (const [name, value] of Object.entries(options)) {
    if (!isKnown(name, kinds)) throw unknownOption(operation, name, kinds)
    const kind: OptionKind = kinds[name]
    if (value !== undefined && !fits(value, kind))
      throw new TypeError(
        `${operation}: ${name} must be ${inWords(kind)}, got ${describeValue(value)}${typeof kind !== 'string' ? didYouMean(String(value), kind) : ''}`,
      )
  }
  const missing = required.find((name) => options[name] === undefined)
  if (missing !== undefined)
    throw new TypeError(`${operation}: the option ${missing} must be given, got none`)
  return options
}

/** Whether it is a plain object, or an instance of a class that has one of the options. */
function isOptions(given: unknown, kinds: object): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false
  const prototype: unknown = Object.getPrototypeOf(given)
  if (prototype === Object.prototype || prototype === null) return true
  return Object.keys(kinds).some((name) => name in given)
}

const isKnown = <Options>(name: PropertyKey, kinds: OptionKinds<Options>): name is keyof Options =>
  Object.hasOwn(kinds, name)

function fits(value: unknown, kind: OptionKind): boolean {
  if (kind === 'any') return true
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value)
  if (Number.isNaN(value)) return false
  if (kind === 'numbers')
    return typeof value === 'number' || (typeof value === 'object' && value !== null)
  return typeof value === kind
}

function inWords(kind: OptionKind): string {
  if (kind === 'boolean') return 'true or false'
  if (kind === 'numbers') return 'a number, or a tensor or an array of numbers'
  if (typeof kind === 'string') return `a ${kind}`
  return kind.map((word) => `"${word}"`).join(' or ')
}

function notOptions(operation: string, given: unknown, kinds: object): TypeError {
  const names = Object.keys(kinds)
  const name = meantOption(given, kinds)
  const hint = name === undefined ? '' : `; write { ${name}: ${describeValue(given)} }`
  return new TypeError(
    `${operation}: options must be an object such as { ${names.join(', ')} }, got ${describeValue(given)}${hint}`,
  )
}

/** The option that a plain value is likely meant for: the only one of its kind, or the dtype of that name. */
function meantOption(given: unknown, kinds: object): string | undefined {
  if (!['number', 'string', 'boolean'].includes(typeof given)) return undefined
  if ('dtype' in kinds && Object.hasOwn(DTypeCode, String(given))) return 'dtype'
  const fitting = Object.entries(kinds).filter(
    ([name, kind]) => name !== 'dtype' && (kind === 'any' || fits(given, kind)),
  )
  return fitting.length === 1 ? fitting[0]?.[0] : undefined
}

function unknownOption(operation: string, name: string, kinds: object): TypeError {
  const names = Object.keys(kinds)
  const list = names.length === 1 ? `the only one is ${names[0]}` : `there are ${names.join(', ')}`
  return new TypeError(
    `${operation}: there is no option "${name}"${didYouMean(name, names) || `; ${list}`}`,
  )
}

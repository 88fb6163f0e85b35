import { className, foreignClass } from './origin.ts'
import { isPromise } from './promise.ts'

/** A value in a few words, for the `got …` of an error: `"relu"`, `[2, 3]`, `an array of 100`, `an Rng`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return describeFunction(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return describeArray(value)
  const foreign = foreignClass(value)
  if (foreign)
    return `${withArticle(foreign)} of another copy of @sobolev/core; a program must load one copy, and npm ls @sobolev/core shows them`
  if (isPromise(value)) return 'a promise; await it first'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return describeInstance(value)
  const keys = Object.keys(value)
  const shown = keys.slice(0, 4).join(', ')
  return keys.length === 0 ? 'an object' : `an object with ${shown}${keys.length > 4 ? ', …' : ''}`
}

function describeFunction(value: { readonly name: string }): string {
  const isClass = /^class\b/.test(Function.prototype.toString.call(value))
  if (isClass) return `the class ${value.name}, not an instance of it`
  return value.name === '' ? 'a function' : `the function ${value.name}`
}

function describeArray(values: readonly unknown[]): string {
  const plain = values.every((value) => ['number', 'string', 'boolean'].includes(typeof value))
  if (values.length > 6 || !plain)
    return values.length === 1
      ? `an array of ${describeValue(values[0])}`
      : `an array of ${values.length}`
  return `[${values.map(describeValue).join(', ')}]`
}

// This package's classes name themselves: bundlers rename classes, to `_Tensor` or to one letter.
const describeInstance = (value: object): string =>
  withArticle(className(value) ?? (value.constructor?.name || 'object'))

const withArticle = (name: string): string => `${/^([AEIO]|Rng)/.test(name) ? 'an' : 'a'} ${name}`

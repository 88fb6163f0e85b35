import { isLayerPlan } from '../layers/layer.ts'
import { isTransform } from '../optimizers/check-transform.ts'
import { isWeighting } from '../weightings/weighting.ts'
import type { ColumnUse, NumberOption, Option } from './option.ts'

/** What a value of an option must be, in words that follow "must be". */
export function requirementOf(option: Option): string {
  switch (option.type) {
    case 'number':
      return [numberWords(option), ...(option.or ?? []).map((word) => `"${word}"`)].join(' or ')
    case 'numbers':
      return `${numberWords(option)}, or a list of such numbers that rise`
    case 'list':
      return [
        `a list, each ${requirementOf(option.of)}${option.of.type === 'duration' ? ' and above the one before it' : ''}`,
        ...(option.or ?? []).map((word) => `"${word}"`),
      ].join(', or ')
    case 'flag':
      return 'true or false'
    case 'choice':
      return listed(
        option.values.map((value) => (typeof value === 'string' ? `"${value}"` : `${value}`)),
      )
    case 'schedule':
      return option.orWeighting
        ? `${numberWords(option)}, a schedule or a weighting`
        : `${numberWords(option)} or a schedule`
    case 'duration':
      return integerWords(option.minimum ?? 1)
    case 'sizes':
      return [
        `${integerWords(option.minimum ?? 1)}, or a list with one for each axis`,
        ...(option.or ?? []).map((word) => `"${word}"`),
      ].join(', or ')
    case 'parameters':
      return 'a role such as "kernel", a path such as "layers.0.kernel", or a list of these'
    case 'path':
      return listed([
        ...(option.or ?? []).map((word) => `"${word}"`),
        ...(option.orOutput ? ['the number of an output, counted from 0,'] : []),
        'the path of a layer such as "layers.0"',
      ])
    case 'text':
      return `${option.form} such as ${JSON.stringify(option.sample)}`
    case 'method':
      return `${/^[aeio]/.test(option.kind) ? 'an' : 'a'} ${option.kind}`
    case 'layers':
      return 'a list of layers, at least one'
    case 'column':
      return columnWords[option.of]
    case 'columns':
      return `${columnWords[option.of]}, or a list of names`
    case 'columnMap':
      return `a map from ${columnWords[option.of]} to ${requirementOf(option.value)}, with one entry at least`
    case 'named':
      return `a map of { ${Object.keys(option.of).join(', ')} } by names of your own`
  }
}

/** Whether a value is what an option of the library must be. */
export function meets(option: Option, value: unknown): boolean {
  switch (option.type) {
    case 'number':
      return isWord(value, option.or) || isInRange(value, option)
    case 'numbers':
      return Array.isArray(value) ? areRising(value, option) : isInRange(value, option)
    case 'list':
      if (!Array.isArray(value)) return isWord(value, option.or)
      if (value.length === 0) return false
      return option.of.type === 'duration'
        ? areRising(value, sizeRange(option.of))
        : value.every((item) => meets(option.of, item))
    case 'flag':
      return typeof value === 'boolean'
    case 'choice':
      return option.values.some((known) => known === value)
    case 'schedule':
      if (option.orWeighting && isWeighting(value)) return true
      return typeof value === 'function' || isInRange(value, option)
    case 'duration':
      return isInRange(value, sizeRange(option))
    case 'sizes':
      return isWord(value, option.or) || areSizes(value, sizeRange(option))
    case 'parameters':
      return typeof value === 'function' || isNames(value)
    case 'path':
      if (typeof value === 'number') return option.orOutput === true && isInRange(value, indexRange)
      return typeof value === 'string' && value !== ''
    case 'text':
      return value === null ? option.default === null : typeof value === 'string' && value !== ''
    case 'method':
      if (value === null) return option.default === null
      return option.kind === 'optimizer' ? isTransform(value) : typeof value === 'function'
    case 'layers':
      return Array.isArray(value) && value.length > 0 && value.every(isLayerPlan)
    case 'column':
      return isColumn(value, option)
    case 'columns':
      return Array.isArray(value)
        ? value.length > 0 && value.every((name) => isColumn(name, { of: option.of }))
        : isColumn(value, option)
    case 'columnMap':
      if (value === null) return option.default === null
      return (
        isRecord(value) &&
        Object.keys(value).length > 0 &&
        Object.values(value).every((item) => meets(option.value, item))
      )
    case 'named':
      return isRecord(value) && Object.keys(value).length > 0
  }
}

const indexRange: Range = { integer: true, minimum: 0 }

const columnWords: { readonly [U in ColumnUse]: string } = {
  inputs: 'the name of an input',
  numbers: 'the name of a column of numbers',
  groups: 'the name of a column of groups',
}

/** A name or, of an input, a position within an example. */
function isColumn(
  value: unknown,
  { of, default: absent }: { readonly of: ColumnUse; readonly default?: null },
): boolean {
  if (value === null) return absent === null
  if (typeof value === 'number') return of === 'inputs' && Number.isSafeInteger(value) && value >= 0
  return typeof value === 'string' && value !== ''
}

const sizeRange = ({ minimum = 1 }: { readonly minimum?: number }): Range => ({
  integer: true,
  minimum,
})

const areSizes = (value: unknown, range: Range): boolean =>
  Array.isArray(value)
    ? value.length > 0 && value.every((size) => isInRange(size, range))
    : isInRange(value, range)

const areRising = (values: readonly unknown[], range: Range): boolean =>
  values.length > 0 &&
  values.every(
    (value, i) => isInRange(value, range) && (i === 0 || Number(value) > Number(values[i - 1])),
  )

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Range = Pick<NumberOption, 'integer' | 'minimum' | 'above' | 'maximum' | 'below'>

function isInRange(value: unknown, range: Range): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  if (range.integer && !Number.isSafeInteger(value)) return false
  const { minimum = -Infinity, above = -Infinity, maximum = Infinity, below = Infinity } = range
  return value >= minimum && value > above && value <= maximum && value < below
}

const isWord = (value: unknown, words: readonly string[] = []): boolean =>
  words.some((word) => word === value)

const isNames = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0 && value.every((name) => typeof name === 'string' && name !== '')
    : typeof value === 'string' && value !== ''

function numberWords({ integer, minimum, above, maximum, below }: Range): string {
  if (integer) return integerWords(minimum ?? 0, maximum)
  if (minimum === 0 && below === 1) return 'a number from 0 up to, but not including, 1'
  if (above === 0 && below === 1) return 'a number above 0 and below 1'
  const ends = [
    minimum === undefined ? '' : `of at least ${minimum}`,
    above === undefined ? '' : `above ${above}`,
    maximum === undefined ? '' : `of at most ${maximum}`,
    below === undefined ? '' : `below ${below}`,
  ].filter((words) => words !== '')
  return ['a finite number', ends.join(' and ')].filter((words) => words !== '').join(' ')
}

function integerWords(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): string {
  if (minimum === 1 && maximum === Number.MAX_SAFE_INTEGER) return 'a positive integer'
  return `an integer from ${minimum} to ${maximum}`
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

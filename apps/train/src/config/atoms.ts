import * as z from 'zod'
import { listed, show } from './show.ts'
import { didYouMean, nearest } from './suggest.ts'

type Complaint = (issue: { input?: unknown }) => string

/** `must be …, got …`, the same words for a wrong type and for a wrong value. */
export function mustBe(requirement: string): { error: Complaint } {
  return {
    error: ({ input }) =>
      input === undefined
        ? `is missing; it must be ${requirement}`
        : `must be ${requirement}, got ${show(input)}`,
  }
}

/** A whole number of at least 1. */
export const positiveInteger = (): z.ZodNumber => {
  const words = mustBe('a positive integer')
  return z.number(words).int(words).min(1, words)
}

/** A whole number from 0 to 2⁵³ − 1. */
export const naturalNumber = (): z.ZodNumber => {
  const words = mustBe('an integer from 0 to 9007199254740991')
  return z.number(words).int(words).min(0, words)
}

/** A number strictly between 0 and 1. */
export const properFraction = (): z.ZodNumber => {
  const words = mustBe('a number above 0 and below 1')
  return z.number(words).gt(0, words).lt(1, words)
}

/** `true` or `false`. */
export const flag = (): z.ZodBoolean => z.boolean(mustBe('true or false'))

/** Text of at least one character. */
export const text = (what: string): z.ZodString => {
  const words = mustBe(what)
  const quotes: Complaint = (issue) => {
    const scalar = typeof issue.input === 'number' || typeof issue.input === 'boolean'
    return `${words.error(issue)}${scalar ? '; put it in quotes' : ''}`
  }
  return z.string({ error: quotes }).min(1, words)
}

/** The name of a column; a whole number stands for its digits. */
export const columnName = (what: string): z.ZodType<string, unknown> =>
  z
    .preprocess((value) => (Number.isSafeInteger(value) ? String(value) : value), text(what))
    .meta({ type: ['string', 'integer'], minLength: 1 })

/** One of a few names. */
export const choice = <const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodEnum<{ [Name in Names[number]]: Name }> =>
  z.enum(names, {
    error: ({ input }: { input?: unknown }) => {
      const words = `one of ${listed(names, 40)}`
      if (input === undefined) return `is missing; it must be ${words}`
      const hint = typeof input === 'string' ? didYouMean(input, names) : ''
      return `must be ${words}, got ${show(input)}${hint}`
    },
  })

/** A map with a fixed set of keys; any other key is a fault. */
export const map = <Shape extends z.ZodRawShape>(
  shape: Shape,
  requirement: string = `a map of ${listed(Object.keys(shape))}`,
): z.ZodObject<Shape, z.core.$strict> => z.strictObject(shape, mustBe(requirement))

/** Names that are listed where a map holds none of them, or several. */
const MOST_LISTED = 24

/**
 * A map with exactly one of a few keys, such as `dense: { units: 64 }`. `example` is one such map; `hint` follows what is
 * said of one with several keys.
 */
export const oneOf = <Shape extends z.ZodRawShape>(
  shape: Shape,
  example: string,
  hint: (given: Readonly<Record<string, unknown>>) => string = () => '',
) => {
  const names = Object.keys(shape)
  const choices =
    names.length <= MOST_LISTED
      ? `exactly one of ${listed(names, MOST_LISTED)}`
      : `exactly one method, as { ${example} } does`
  const some = names.length <= MOST_LISTED ? listed(names, MOST_LISTED) : `${names.length} methods`
  const { error } = mustBe(`a map with one of ${some}, such as ${example}`)
  const complaint: Complaint = (issue) => {
    const meant = typeof issue.input === 'string' ? nearest(issue.input, names) : null
    return `${error(issue)}${meant === null ? '' : `; did you mean "${meant}: {…}"?`}`
  }
  return z
    .strictObject(shape, { error: complaint })
    .partial()
    .superRefine((value, context) => {
      const given = Object.keys(value)
      if (given.length === 1) return
      const got = given.length === 0 ? 'none' : listed(given)
      context.addIssue({
        code: 'custom',
        message: `must name ${choices}, got ${got}${given.length === 0 ? '' : hint(value)}`,
      })
    })
    .meta({ minProperties: 1, maxProperties: 1 })
}

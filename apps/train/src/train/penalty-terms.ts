import { tensor } from '@sobolev/core'
import { isWeighting, type Term } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { Figures } from './figures.ts'
import type { MethodBuilder } from './method-builder.ts'

/** The penalties of a config by the names of their terms, each with its weight. */
export function penaltiesOf({ penalties }: Config, methods: MethodBuilder): Record<string, Term> {
  const built = methods.terms('penalty', penalties)
  const terms = Object.entries(built).map(([name, penalty]): [string, Term] => [
    name,
    {
      penalty,
      weight: methods.weight(penalties.byName.get(name)?.options.weight, `${name}.weight`),
      every: Number(penalties.byName.get(name)?.options.every ?? 1),
    },
  ])
  return Object.fromEntries(terms)
}

/** Of each penalty of a config the k of `every: k`. */
export const everyOf = ({ penalties }: Pick<Config, 'penalties'>): Figures =>
  Object.fromEntries(
    Array.from(penalties.byName, ([name, { options }]) => [name, Number(options.every)]),
  )

/** What weights such as `atMost` keep penalties at or below in a step, by the names of the terms. */
export const limitsOf = (terms: Readonly<Record<string, Term>>, step: number): Figures =>
  Object.fromEntries(
    Object.entries(terms).flatMap(([name, { weight }]) => {
      if (!isWeighting(weight) || weight.limit === undefined) return []
      return [[name, weight.limit(tensor(step, { dtype: 'int32' })).item()]]
    }),
  )

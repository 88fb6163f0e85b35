import { oneHot, type Rng, range, type Tensor } from '@sobolev/core'
import { columnsAsked } from '../src/catalogue/columns-asked.ts'
import type { OptionTable } from '../src/catalogue/option.ts'
import type { Columns } from '../src/evaluation/columns.ts'
import type { ExampleLayout } from '../src/evaluation/example-layout.ts'

/** The names of two inputs, as examples of penalties have them. */
export const layoutOfTwo: ExampleLayout = {
  inputs: { x1: { elements: [0] }, x2: { elements: [1] } },
  groups: { site: 2 },
}

export interface MethodWithColumns {
  readonly options: OptionTable
  readonly example: { readonly options?: Readonly<Record<string, unknown>> }
}

/** The columns that a method with such options reads, of `n` examples: random numbers, or two groups in turn. */
export function columnsFor({ options, example }: MethodWithColumns, n: number, rng: Rng): Columns {
  const asked = columnsAsked(options, { ...example.options })
  const columns = asked.flatMap(({ name, use }): [string, Tensor][] => {
    if (use === 'groups') return [[String(name), oneHot(range(n).mod(2), 2, { dtype: 'float64' })]]
    return use === 'numbers'
      ? [[String(name), rng.split(String(name)).normal([n], { dtype: 'float64' })]]
      : []
  })
  return Object.fromEntries(columns)
}

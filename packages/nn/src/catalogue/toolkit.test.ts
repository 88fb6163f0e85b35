import { expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { methodsByWant } from './toolkit.ts'
import { wants } from './wants.ts'

it('has every regularizing method once under each of its wants, first under its first', () => {
  const groups = methodsByWant(catalogue)
  expect(groups.map(({ want }) => want)).toEqual(Object.keys(wants))
  for (const { kind, name, advice } of catalogue.definitions) {
    const isIt = (method: { readonly kind: string; readonly name: string }): boolean =>
      method.kind === kind && method.name === name
    const placesIn = (of: 'first' | 'also'): string[] =>
      groups.flatMap((group) => group[of].filter(isIt).map(() => group.want))
    const [first, ...others] = advice?.wants ?? []
    expect(placesIn('first')).toEqual(first === undefined ? [] : [first])
    expect(placesIn('also').toSorted()).toEqual(others.toSorted())
  }
  for (const { first } of groups) expect(first.length).toBeGreaterThan(0)
})

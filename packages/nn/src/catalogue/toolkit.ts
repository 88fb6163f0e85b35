import type { Catalogue } from './catalogue.ts'
import { describeMethod, type MethodDescription } from './describe.ts'
import { type Want, wants } from './wants.ts'

/** The methods that are taken for something that people want of a regularizer. */
export interface WantGroup {
  /** What is wanted, by its name. */
  readonly want: Want
  /** The want as a sentence. */
  readonly words: string
  /** Those that are taken for it first of all. */
  readonly first: readonly MethodDescription[]
  /** Those that are taken for something else first. */
  readonly also: readonly MethodDescription[]
}

/** What people want of a regularizer, with the methods of a catalogue that are taken for it, by name. */
export function methodsByWant({ definitions }: Pick<Catalogue, 'definitions'>): WantGroup[] {
  const sorted = definitions.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return wantNames.map((want) => {
    const placed = (isPlace: (place: number) => boolean): MethodDescription[] =>
      sorted
        .filter(({ advice }) => isPlace(advice?.wants.indexOf(want) ?? -1))
        .map((definition) => describeMethod(definition))
    return {
      want,
      words: wants[want],
      first: placed((place) => place === 0),
      also: placed((place) => place > 0),
    }
  })
}

const isWant = (name: string): name is Want => Object.hasOwn(wants, name)

/** The names of the wants in their order. */
export const wantNames: readonly Want[] = Object.keys(wants).filter(isWant)

import { kinds } from '@sobolev/nn'
import type { AnyDefinition } from '../config/method-options.ts'
import type { ConfigDraft } from './config-draft.ts'
import type { Way } from './way.ts'
import {
  type FindDefinition,
  isMap,
  readMethod,
  readOptions,
  writeMethod,
  writeOptions,
} from './written-method.ts'

/** A term of a config: a method under its name, or under one of the user's own. */
interface Term {
  readonly term: string
  readonly options: Readonly<Record<string, unknown>>
}

/** Of penalties and their like, of which a config has any number by name; null where a name has a dot. */
export function termWay(
  { kind, name }: AnyDefinition,
  find: FindDefinition,
  start: ConfigDraft,
): Way | null {
  const { key } = kinds[kind]
  const termsIn = (draft: ConfigDraft): Term[] => {
    const terms = draft.get(key)
    return Object.entries(isMap(terms) ? terms : {}).flatMap(([term, value]): Term[] => {
      if (term === name) return [{ term, options: readOptions(value, find(name)) }]
      const method = find(term) === undefined ? readMethod(value, find) : null
      return method?.name === name ? [{ term, options: method.options }] : []
    })
  }
  if (termsIn(start).some(({ term }) => term.includes('.'))) return null
  return {
    isThere: (draft) => termsIn(draft).length > 0,
    put(draft, change) {
      const found = termsIn(draft)
      if (found.length === 0) draft.set([key, name], writeOptions(change(null), find(name)))
      for (const { term, options: before } of found) {
        const options = change(before)
        const value =
          term === name ? writeOptions(options, find(name)) : writeMethod({ name, options }, find)
        draft.set([key, term], value)
      }
    },
    remove(draft) {
      const names = termsIn(draft).map(({ term }) => term)
      const terms = draft.get(key)
      const others = Object.entries(isMap(terms) ? terms : {}).filter(
        ([term]) => !names.includes(term),
      )
      // As a whole: null by itself is a method without options, too.
      draft.set([key], Object.fromEntries(others))
    },
  }
}

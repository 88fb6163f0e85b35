import {
  type Kind,
  kindNames,
  kinds,
  type MethodDescription,
  type MethodGroup,
  type WantGroup,
  wantNames,
} from '@sobolev/nn'
import { plain } from '../config/other-names.ts'
import { nearest } from '../config/suggest.ts'
import { InputError } from '../errors.ts'
import type { ConfigKey } from './config-keys.ts'

/** The kind that a word means, in singular or plural; undefined for none. */
export function kindCalled(word: string): Kind | undefined {
  const wanted = plain(word)
  return kindNames.find((kind) =>
    [kind, kinds[kind].plural, kinds[kind].key].some((name) => plain(name) === wanted),
  )
}

/** What a word says that one wants of a regularizer, unless it is the name of a method; undefined for nothing. */
export function wantCalled(
  word: string,
  groups: readonly MethodGroup[],
): WantGroup['want'] | undefined {
  const isCalled = (name: string): boolean => plain(name) === plain(word)
  const isMethod = groups.some(({ methods }) => methods.some(({ name }) => isCalled(name)))
  return isMethod ? undefined : wantNames.find(isCalled)
}

/**
 * The methods of a name, which may be of several kinds. Throws `InputError` where there is none, which says what was
 * meant, also where it is another program's name or a key of a config.
 */
export function methodsCalled(
  word: string,
  groups: readonly MethodGroup[],
  configKeysOf: (word: string) => readonly ConfigKey[] = () => [],
): MethodDescription[] {
  const methods = groups.flatMap((group) => group.methods)
  const isCalled = (name: string): boolean => plain(name) === plain(word)
  const found = methods.filter(({ name }) => isCalled(name))
  if (found.length > 0) return found
  const meant = methods.filter(({ aliases }) => aliases.some(isCalled)).map(({ name }) => name)
  const keys = meant.length > 0 ? [] : configKeysOf(word)
  if (keys.length > 0) {
    const told = keys.map(({ path, words }) => `${path}${words === undefined ? '' : ` (${words})`}`)
    throw new InputError(
      `explain: "${word}" is no method but a key of a config: ${told.join(', ')}; config.md tells all about it`,
    )
  }
  const near = nearest(word, [
    ...methods.map(({ name }) => name),
    ...groups.map(({ kind }) => kinds[kind].plural),
    ...wantNames,
  ])
  const suggestions = meant.length > 0 ? [...new Set(meant)] : near === null ? [] : [near]
  const hint =
    suggestions.length === 0
      ? 'sobolev explain lists them'
      : `did you mean ${suggestions.map((name) => `"${name}"`).join(' or ')}?`
  throw new InputError(`explain: no method and no kind is called "${word}"; ${hint}`)
}

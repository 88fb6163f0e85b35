import type { Variable } from '@sobolev/core'

/**
 * Some of a model's variables: the role of a Variable, such as `kernel`; a dotted path, such as `layers.0.kernel`
 * (`*` stands for any one part, `layers.*.bias`); `all`, which are no running statistics; a list of these; or a
 * function of path and Variable.
 */
export type ParameterSelection =
  | string
  | readonly string[]
  | ((path: string, variable: Variable) => boolean)

type Variables = Readonly<Record<string, Variable>>

/**
 * The variables that are selected, by path and in their order.
 *
 * `operation`: what asks for them, such as `l2`; errors begin with it. `mayBeNone`: whether nothing needs to be selected.
 *
 * @throws TypeError that says what there is, where nothing is selected, or nothing by one word of a list
 */
export function selectParameters(
  operation: string,
  selection: ParameterSelection,
  variables: Variables,
  {
    mayBeNone = false,
  }: {
    /** Whether a function may select none. */
    readonly mayBeNone?: boolean
  } = {},
): Record<string, Variable> {
  if (typeof selection === 'function') {
    const selected = filter(variables, selection)
    if (mayBeNone || Object.keys(selected).length > 0) return selected
    throw new TypeError(
      `${operation}: the function must select a variable, got ${describe(variables)}`,
    )
  }
  const selectedPaths = [selection].flat().flatMap((word) => {
    const paths = Object.keys(filter(variables, selectorOf(word)))
    if (mayBeNone || paths.length > 0) return paths
    throw new TypeError(
      `${operation}: ${wordsOf(word)} must select a variable, got ${describe(variables)}`,
    )
  })
  return filter(variables, (path) => selectedPaths.includes(path))
}

type Selector = (path: string, variable: Variable) => boolean

const filter = (variables: Variables, selects: Selector): Record<string, Variable> =>
  Object.fromEntries(
    Object.entries(variables).filter(([path, variable]) => selects(path, variable)),
  )

const isPath = (word: string): boolean => word.includes('.') || word.includes('*')

function selectorOf(word: string): Selector {
  if (word === 'all') return (_, { role }) => role !== 'statistic'
  if (!isPath(word)) return (_, { role }) => role === word
  const parts = word.split('.')
  return (path) => {
    const partsOfPath = path.split('.')
    return (
      partsOfPath.length === parts.length &&
      parts.every((part, index) => part === '*' || part === partsOfPath[index])
    )
  }
}

const wordsOf = (word: string): string => `the ${isPath(word) ? 'path' : 'role'} "${word}"`

/** `layers.0.kernel (role kernel), scale (no role)`. */
const describe = (variables: Variables): string =>
  Object.entries(variables)
    .map(([path, { role }]) => `${path} (${role === undefined ? 'no role' : `role ${role}`})`)
    .join(', ') || 'a model without variables'

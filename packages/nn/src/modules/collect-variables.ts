import { describeValue, Variable } from '@sobolev/core'
import { walk } from './walk.ts'

/**
 * Every Variable within `root` by its dotted path, under the first path that leads to it.
 *
 * @throws TypeError where two Variables have one path, or one is of another copy of @sobolev/core.
 */
export function collectVariables(root: object): Record<string, Variable> {
  const byPath = new Map<string, Variable>()
  for (const { path, value } of walk(root, isVariable)) {
    if (!isVariable(value)) {
      refuseForeign(value, path)
      continue
    }
    if (byPath.has(path))
      throw new TypeError(
        `variables: each variable must have a path of its own, got "${path}" twice; rename one of the keys that hold a dot`,
      )
    byPath.set(path, value)
  }
  return Object.fromEntries(byPath)
}

const isVariable = (value: object): value is Variable => value instanceof Variable

function refuseForeign(value: object, path: string): void {
  const words = describeValue(value)
  if (words.startsWith('a Variable of another copy'))
    throw new TypeError(`variables: "${path}" must be a Variable of this program, got ${words}`)
}

import { describeValue, Tensor, type Tree, Variable, visitNesting } from '@sobolev/core'

const ROOT = 'variable'

/** What names its Variables by dotted path, as every `Module` does. */
export interface WithVariables {
  /** Its variables by dotted path. */
  variables(): Record<string, Variable>
}

/**
 * What stands in a nesting of arrays and plain objects, by dotted path, such as `layers.0.kernel`; by
 * `variable` where it is no nesting. Throws a TypeError where two things have one path, or an array or object
 * contains itself.
 */
export function flatten(operation: string, tree: unknown): Readonly<Record<string, unknown>> {
  const found = new Map<string, unknown>()
  const paths: string[] = []
  const pathTo = (key: string | number | null): string => {
    const path = paths.at(-1) ?? ''
    return path === '' ? `${key ?? ''}` : `${path}.${key}`
  }
  visitNesting(operation, tree, {
    leaf: (value, key) => {
      const name = pathTo(key) || ROOT
      if (found.has(name))
        throw new TypeError(
          `${operation}: each variable must have a path of its own, got "${name}" twice; rename one of the keys that hold a dot`,
        )
      found.set(name, value)
    },
    enter: (_, key) => paths.push(pathTo(key)),
    leave: () => paths.pop(),
  })
  return Object.fromEntries(found)
}

const atPath = (path: string): string => (path === ROOT ? '' : ` at ${path}`)

/** The variables of a module, or of a nesting, by dotted path. Throws a TypeError for anything else in the nesting. */
export function variablesOf(
  operation: string,
  given: WithVariables | Tree<Variable>,
): Record<string, Variable> {
  const tree = isModule(given) ? given.variables() : given
  const variables = Object.entries(flatten(operation, tree)).map(
    ([path, value]): [string, Variable] => {
      if (value instanceof Variable) return [path, value]
      throw new TypeError(
        `${operation}: must be given variables, as model.trainableVariables() gives them, got ${describeValue(value)}${atPath(path)}`,
      )
    },
  )
  return Object.fromEntries(variables)
}

/** Also of another copy of this package, whose class is another one. */
const isModule = (given: unknown): given is WithVariables =>
  typeof given === 'object' &&
  given !== null &&
  typeof Reflect.get(given, 'variables') === 'function'

/** The variables of a module, or of a nesting, that are trained, by dotted path. Throws a TypeError where there is none. */
export function trainedVariables(
  operation: string,
  given: WithVariables | Tree<Variable>,
): Record<string, Variable> {
  const entries = Object.entries(variablesOf(operation, given))
  const trained = entries.filter(([, variable]) => variable.trainable)
  if (trained.length === 0)
    throw new TypeError(
      `${operation}: needs a variable to train, got ${entries.length === 0 ? 'none; #private fields of a module and what its functions close over cannot be seen' : `${entries.length} with { trainable: false }`}`,
    )
  return Object.fromEntries(trained)
}

/** Gradients by dotted path, null for what was not connected. Throws a TypeError for anything else in the nesting. */
export function flattenGradients(operation: string, tree: unknown): Record<string, Tensor | null> {
  const gradients = Object.entries(flatten(operation, tree)).map(
    ([path, value]): [string, Tensor | null] => {
      if (value === null || value instanceof Tensor) return [path, value]
      throw new TypeError(
        `${operation}: gradients must be tensors, as tape.gradient gives them, got ${describeValue(value)}${atPath(path)}`,
      )
    },
  )
  return Object.fromEntries(gradients)
}

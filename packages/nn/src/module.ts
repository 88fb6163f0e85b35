import { type Tensor, Variable } from '@sobolev/core'
import type { Mode } from './mode.ts'

/**
 * A function with Variables: a layer, or a model made of layers.
 *
 * A subclass keeps its Variables and child modules as public properties, or in arrays of them.
 *
 * ```ts
 * class Residual extends Module {
 *   readonly inner: Module
 *   constructor(inner: Module) {
 *     super()
 *     this.inner = inner
 *   }
 *   call(x: Tensor, mode: Mode): Tensor {
 *     return x.add(this.inner.call(x, childMode(mode, 'inner')))
 *   }
 * }
 * ```
 */
export abstract class Module {
  /** The outputs for a batch `x`, whose first axis counts the examples. */
  abstract call(x: Tensor, mode: Mode): Tensor

  /**
   * Every Variable of this module and of the modules in it by its dotted path, such as
   * `layers.0.kernel`: the name in checkpoints. One that is shared stands once, under the first
   * path to it. Anything that is no Variable, Module or array of them is passed over, and so are
   * private `#fields`.
   */
  variables(): Record<string, Variable> {
    const paths = new Map<Variable, string>()
    collect(this, '', paths, new Set())
    return Object.fromEntries([...paths].map(([variable, path]) => [path, variable]))
  }
}

function collect(
  value: unknown,
  path: string,
  paths: Map<Variable, string>,
  seen: Set<unknown>,
): void {
  if (value instanceof Variable) {
    if (!paths.has(value)) paths.set(value, path)
    return
  }
  if (!(value instanceof Module || Array.isArray(value)) || seen.has(value)) return
  seen.add(value)
  for (const [key, inner] of Object.entries(value))
    collect(inner, path === '' ? key : `${path}.${key}`, paths, seen)
}

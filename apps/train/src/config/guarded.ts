import { Module } from '@sobolev/nn'

/**
 * The same function, module or object of functions, but that it throws `translate(error)` in place of each error. So
 * does what its functions give, where that is a function or a module, or whatever `make` gives.
 */
export function guarded<T extends object>(thing: T, translate: (error: unknown) => unknown): T {
  const run = (key: string | symbol, call: () => unknown): unknown => {
    const limit = Error.stackTraceLimit
    // The line that is looked for may lie below many of the library's.
    Error.stackTraceLimit = 100
    try {
      const result = call()
      const isThing = typeof result === 'object' && result !== null && key === 'make'
      if (typeof result === 'function' || result instanceof Module || isThing)
        return guarded(result, translate)
      return result
    } catch (error) {
      throw translate(error)
    } finally {
      Error.stackTraceLimit = limit
    }
  }
  return new Proxy(thing, {
    apply: (target, self, given) =>
      typeof target === 'function' ? run('', () => Reflect.apply(target, self, given)) : undefined,
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function' || key === 'constructor') return value
      // Called on the object itself, as a proxy has no #private fields.
      return (...given: unknown[]) => run(key, () => Reflect.apply(value, target, given))
    },
  })
}

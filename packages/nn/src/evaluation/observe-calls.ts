import { describeValue, Tensor, Variable } from '@sobolev/core'
import type { Mode } from '../modules/mode.ts'
import type { Module } from '../modules/module.ts'
import { walk } from '../modules/walk.ts'

/** What each module within a model gave in a pass, call after call, by its dotted path. */
export type Calls = ReadonlyMap<string, readonly Tensor[]>

/** What becomes of what modules within a model give in a pass, by dotted path such as `layers.0`. */
export type OutputChanges = Readonly<Record<string, (output: Tensor) => Tensor>>

/** The modules within a model by dotted path, but for those that are frozen. */
export type Modules = ReadonlyMap<string, Callable>

/** A module, or what is called like one. */
interface Callable {
  call(...inputs: unknown[]): unknown
}

/** Every module within a model, under the first path to it. */
export function modulesOf(model: Module): Modules {
  const modules = new Map<string, Callable>()
  for (const { path, value } of walk(model, (inner) => inner instanceof Variable))
    if (value !== model && isCallable(value) && !isFixed(value)) modules.set(path, value)
  return modules
}

/**
 * Runs `pass`, and writes down what the modules give in it. Each has a `call` of its own meanwhile, which is taken away
 * again whatever happens. `changes` are made one after the other; what is written down is what comes of them.
 *
 * @throws TypeError for a change at a path where there is no module
 */
export function observeCalls<T>(
  modules: Modules,
  pass: () => T,
  changes: readonly OutputChanges[] = [],
): { result: T; calls: Calls } {
  for (const path of changes.flatMap(Object.keys)) {
    if (modules.has(path)) continue
    const paths = Array.from(modules.keys()).join(', ')
    throw new TypeError(
      `outputChanges: must name a module of the model, ${paths || 'of which there is none'}, got ${JSON.stringify(path)}`,
    )
  }
  const calls = new Map<string, Tensor[]>()
  const undo: (() => void)[] = []
  try {
    for (const [path, module] of modules) {
      const outputs: Tensor[] = []
      calls.set(path, outputs)
      undo.push(
        wrapCall(module, (call) => {
          const given = call()
          if (!(given instanceof Tensor)) return given
          const output = changes.reduce(
            (before, { [path]: change }) => changed(before, change),
            given,
          )
          outputs.push(output)
          return output
        }),
      )
    }
    return { result: pass(), calls }
  } finally {
    for (const restore of undo.reverse()) restore()
  }
}

function changed(output: Tensor, change: ((output: Tensor) => unknown) | undefined): Tensor {
  const after = change ? change(output) : output
  if (after instanceof Tensor) return after
  throw new TypeError(`outputChanges: a change must give a tensor, got ${describeValue(after)}`)
}

const isCallable = (value: object): value is Callable =>
  'call' in value && typeof value.call === 'function'

/** Whether it cannot be given another `call`. */
const isFixed = (module: Callable): boolean =>
  !(Object.getOwnPropertyDescriptor(module, 'call')?.configurable ?? Object.isExtensible(module))

/** Lets `around` stand for the module's `call`, which it is given with its inputs, until the function that comes back is called. */
function wrapCall(
  module: Callable,
  around: (call: () => unknown, inputs: readonly unknown[]) => unknown,
): () => void {
  const { call } = module
  const before = Object.getOwnPropertyDescriptor(module, 'call')
  const wrapped = function (this: unknown, ...inputs: unknown[]): unknown {
    return around(() => call.apply(this, inputs), inputs)
  }
  // Not enumerable, so that nothing that walks the model meanwhile sees it.
  Object.defineProperty(module, 'call', { value: wrapped, configurable: true, enumerable: false })
  return () => {
    if (before) Object.defineProperty(module, 'call', before)
    else Reflect.deleteProperty(module, 'call')
  }
}

/** Runs `pass`, and lets `see` look at what each module is called with before it is called. */
export function watchInputs<T>(
  modules: Modules,
  pass: () => T,
  see: (path: string, inputs: Tensor, mode: Mode | undefined) => void,
): T {
  const undo: (() => void)[] = []
  try {
    for (const [path, module] of modules) {
      if (isFixed(module)) continue
      undo.push(
        wrapCall(module, (call, [inputs, mode]) => {
          if (inputs instanceof Tensor) see(path, inputs, isMode(mode) ? mode : undefined)
          return call()
        }),
      )
    }
    return pass()
  } finally {
    for (const restore of undo.reverse()) restore()
  }
}

const isMode = (value: unknown): value is Mode =>
  typeof value === 'object' && value !== null && 'training' in value

/**
 * What the module at a path gave in the pass; `index` says in which of its calls, counted from 0.
 *
 * @param merge what the calls of a module come to
 * @throws TypeError that names the modules that there are
 */
export function outputsAt(
  calls: Calls,
  path: string,
  {
    index,
    merge = (outputs) => outputs,
  }: {
    readonly index?: number | undefined
    readonly merge?: (outputs: readonly Tensor[]) => readonly Tensor[]
  } = {},
): Tensor {
  const outputs = merge(calls.get(path) ?? [])
  const called = [...calls].flatMap(([name, { length }]) => (length > 0 ? [name] : []))
  if (outputs.length === 0)
    throw new TypeError(
      `outputsOf: must be given the path of a module that the model calls, ${called.join(', ') || 'of which there is none'}, got ${JSON.stringify(path)}`,
    )
  if (index === undefined && outputs.length > 1)
    throw new TypeError(
      `outputsOf: must be told which of its ${outputs.length} calls is meant, since the model calls "${path}" more than once; outputsOf("${path}", 0) is the first`,
    )
  const output = outputs[index ?? 0]
  if (output) return output
  throw new RangeError(
    `outputsOf: "${path}" is called ${outputs.length === 1 ? 'once' : `${outputs.length} times`}, got ${index} for the call, counted from 0`,
  )
}

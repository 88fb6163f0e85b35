import { memoryFlags, wasm } from './module.generated.ts'

/** The part of the platform's WebAssembly that the machine uses; the language's own library has none. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Memory: new (limits: { initial: number; maximum: number }) => Memory
  Instance: new (
    module: object,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> & Exports }
}

/** Linear memory, in pages of 64 KiB. */
export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

interface Exports {
  run(program: number, words: number, thread: number, threads: number): number
  arena(): number
  readonly table: Table
}

/** Functions that a program calls by number. */
interface Table {
  grow(count: number): number
  set(index: number, value: unknown): void
}

/** The module bound to a memory of its own. */
export interface Instance extends Exports {
  readonly memory: Memory
  /** Adds a module's functions to the table, in the order of `names`; returns the first one's number. */
  link(module: Uint8Array, names: readonly string[]): number
}

/** One page short of 4 GiB, so that the end of the last operand is still a 32-bit number. */
export const MAXIMUM_PAGES = 65_535

let compiled: object | undefined

/** The module for a memory of one thread's own. */
function moduleBytes(): Uint8Array {
  const bytes = decode(wasm)
  bytes[memoryFlags] = 1
  return bytes
}

/** Binds the module, compiled once per process, to a new memory. */
export function instantiate(): Instance {
  compiled ??= new WebAssembly.Module(moduleBytes())
  const memory = new WebAssembly.Memory({ initial: 128, maximum: MAXIMUM_PAGES })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  const { run, arena, table } = exports
  return {
    memory,
    run,
    arena,
    table,
    link(module, names) {
      const machine = { ...exports, memory }
      const linked = new WebAssembly.Instance(new WebAssembly.Module(module), { machine })
      const first = table.grow(names.length)
      for (const [index, name] of names.entries()) table.set(first + index, linked.exports[name])
      return first
    },
  }
}

function decode(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

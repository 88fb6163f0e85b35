import { inflate } from './inflate.ts'
import { byteLength, compressed, memoryFlags } from './module.generated.ts'

/** The part of WebAssembly's interface that is used here; ECMAScript's types have none of it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory
  Instance: new (
    module: object,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> & Exports }
}

/** Linear memory, in pages of 64 KiB. */
interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

interface Exports {
  run(program: number, words: number, thread: number, threads: number): number
  arena(threads: number): number
  /** The matrix that the last fault is about. */
  blamedMatrix(): number
  readonly table: Table
  /** Switches the matrix product to tiles for 256-bit vectors. */
  widen(): void
  // For several threads: assembly/machine/team.ts.
  join(thread: number, threads: number): void
  ready(): number
  post(task: number, address: number, length: number): void
  lead(program: number, words: number): number
  abandon(): number
  arrive(): void
}

/** Functions that a program calls by number. */
interface Table {
  grow(count: number): number
  set(index: number, value: unknown): void
}

/** The module's functions, bound to one memory. */
export interface Instance extends Exports {
  readonly module: object
  readonly memory: Memory
  readonly wide: boolean
  /** Adds the function that a module exports as `chain0` to the table; returns its number. */
  link(module: Uint8Array): number
}

/** One page short of 4 GiB, so that the end of the last operand is still a 32-bit number. */
export const MAXIMUM_PAGES = 65_535

// The compiled modules, by whether their memory is shared: the same code for both.
const modules = new Map<boolean, object>()

/** How the main thread sleeps on a word of memory and wakes those that sleep on it. */
export type Waiting = Readonly<Record<'sleep' | 'wake', object>>

/**
 * Binds the module, compiled once per process, to a new memory, which is shared if there are others to wait for; `wide`:
 * with tiles for 256-bit vectors.
 */
export function instantiate(
  waitingOn: ((memory: ArrayBuffer) => Waiting) | null,
  wide = false,
): Instance {
  const shared = waitingOn !== null
  const module = modules.get(shared) ?? new WebAssembly.Module(moduleBytes(shared))
  modules.set(shared, module)
  const memory = new WebAssembly.Memory({ initial: 128, maximum: MAXIMUM_PAGES, shared })
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory, ...(waitingOn?.(memory.buffer) ?? { sleep: never, wake: never }) },
  })
  const { table } = exports
  if (wide) exports.widen()
  return {
    ...exports,
    module,
    memory,
    wide,
    link(bytes) {
      const machine = { ...exports, memory }
      const linked = new WebAssembly.Instance(new WebAssembly.Module(bytes), { machine })
      const slot = table.grow(1)
      table.set(slot, linked.exports.chain0)
      return slot
    },
  }
}

const never = (): void => {}

function moduleBytes(shared: boolean): Uint8Array {
  const bytes = inflate(decode(compressed), byteLength)
  // Limits with a maximum are 1, of a shared memory 3.
  bytes[memoryFlags] = shared ? 3 : 1
  return bytes
}

function decode(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

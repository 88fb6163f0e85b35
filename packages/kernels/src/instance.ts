import { wasm } from './module.generated.ts'

/** The part of the platform's WebAssembly that the machine uses; the language's own library has none. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Memory: new (limits: { initial: number; maximum: number }) => Memory
  Instance: new (
    module: object,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: Exports }
}

/** Linear memory, in pages of 64 KiB. */
export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

interface Exports {
  run(program: number, words: number): number
  arena(): number
}

/** The module bound to a memory of its own. */
export interface Instance extends Exports {
  readonly memory: Memory
}

/** One page short of 4 GiB, so that the end of the last operand is still a 32-bit number. */
export const MAXIMUM_PAGES = 65_535

let compiled: object | undefined

/** Binds the module, compiled once per process, to a new memory. */
export function instantiate(): Instance {
  compiled ??= new WebAssembly.Module(decode(wasm))
  const memory = new WebAssembly.Memory({ initial: 128, maximum: MAXIMUM_PAGES })
  const { run, arena } = new WebAssembly.Instance(compiled, { env: { memory } }).exports
  return { memory, run, arena }
}

function decode(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

import { comparedEngines } from './compared-engines.ts'

/** What Node offers to set the engine's flags, as far as it is used here; ECMAScript's types have none of it. */
interface Platform {
  readonly process?: {
    readonly arch?: string
    readonly versions?: { readonly v8?: string; readonly bun?: string }
    getBuiltinModule?(name: 'node:v8'): { setFlagsFromString(flags: string): void }
  }
}
const platform: Platform = globalThis

/** The first V8 that joins vectors: that of Node 24. */
const FIRST_V8 = 13

/** The version of V8, if that is the engine: Bun names one too, whose interface it has, and runs another engine. */
function versionOfV8(): string | undefined {
  const { v8, bun } = platform.process?.versions ?? {}
  return bun === undefined ? v8 : undefined
}

let wide = false

/** Whether machines made from now on expect 256-bit vectors. */
export const hasWideVectors = (): boolean => wide

/**
 * Whether this engine's 256-bit vectors have been compared with its 128-bit ones, and no bit differed:
 * where that is so, `useWideVectors()` is safe to call unasked.
 */
export function areWideVectorsCompared(): boolean {
  const version = versionOfV8()
  return comparedEngines.some(
    ({ v8, architecture }) =>
      architecture === platform.process?.arch && version?.startsWith(`${v8}.`) === true,
  )
}

/**
 * Lets V8 join neighbouring 128-bit vectors into 256-bit ones, which its flag
 * `--experimental-wasm-revectorize` switches on for the whole process and all code that it compiles from
 * then on. The instructions stay the same lane by lane, and so do the bits. Machines made before keep
 * their narrow tiles: call it first.
 *
 * Returns whether it is on: in Node 24 or later on x64, whose processors need AVX2 for it; elsewhere
 * nothing changes.
 */
export function useWideVectors(): boolean {
  const { process } = platform
  const known = Number.parseInt(versionOfV8() ?? '', 10) >= FIRST_V8
  const v8 = known && process?.arch === 'x64' ? process.getBuiltinModule?.('node:v8') : undefined
  v8?.setFlagsFromString('--experimental-wasm-revectorize')
  wide = v8 !== undefined
  return wide
}

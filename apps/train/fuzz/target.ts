import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A format to be tried: valid inputs, words of its language, and what must hold for any input. */
export interface Target {
  readonly samples: readonly Uint8Array[]
  readonly words: readonly string[]
  /** Reads an input; throws an `InputError` to refuse it, and anything else where a promise is broken. */
  read(input: Uint8Array): unknown
}

/** The bytes of a text. */
export const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** The inputs of a target that are files: some to begin with, and those that have failed once. */
export function seedsOf(target: string): Uint8Array[] {
  const folder = fileURLToPath(new URL(`./seeds/${target}/`, import.meta.url))
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)))
}

/** A folder that is gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sobolev-fuzz-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

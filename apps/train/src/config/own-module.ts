import { createRequire, SourceMap } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import * as core from '@sobolev/core'
import * as nn from '@sobolev/nn'
import type { BuildFailure, Message } from 'esbuild'
import { type Fault, InputError } from '../errors.ts'

/** A module that a user wrote in TypeScript or JavaScript, after it ran. */
export interface OwnModule {
  readonly exports: object
  /** The file and the user's other files that it imports, from wherever they lie. */
  readonly files: readonly string[]
  /** Where in these files an error was thrown, or what threw it was called: `file:line:column`. */
  placeOf(error: unknown): string | undefined
}

/** What a user's module shares with this program, so that there is one class of tensors and one catalogue. */
const shared = new Map<string, object>([
  ['@sobolev/core', core],
  ['@sobolev/nn', nn],
])

/**
 * Runs a user's module. It is built as one script first, by which it runs alike on every version of Node, may be
 * written in TypeScript, and takes `@sobolev/core` and `@sobolev/nn` from this program, wherever it lies.
 *
 * Throws `InputError` for an error in it, by file and line.
 */
export async function runOwnModule(file: string): Promise<OwnModule> {
  const { code, map, files } = await buildScript(file)
  const placeOf = (error: unknown): string | undefined => placeInStack(error, file, map)
  const module = { exports: {} }
  const load = createRequire(file)
  try {
    compileFunction(code, ['module', 'exports', 'require'], { filename: file })(
      module,
      module.exports,
      (name: string): unknown => shared.get(name) ?? load(name),
    )
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError({ place: placeOf(error) ?? file, message: messageOf(error) })
  }
  return { exports: module.exports, files, placeOf }
}

/** The message of what was thrown, which may be anything. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : `threw ${String(error)}`

interface Script {
  readonly code: string
  readonly map: SourceMap
  readonly files: readonly string[]
}

/** Builds that are going on: to stop the builder would leave them without an end. */
let building = 0

async function buildScript(file: string): Promise<Script> {
  const { build, stop } = await import('esbuild')
  const folder = dirname(file)
  building++
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [file],
      absWorkingDir: folder,
      outfile: join(folder, 'script.js'),
      write: false,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'es2023',
      external: [...shared.keys()],
      sourcemap: 'external',
      metafile: true,
      charset: 'utf8',
      // The file alone says what it does, not a tsconfig.json somewhere above it.
      tsconfigRaw: '{}',
      logLevel: 'silent',
      logOverride: { 'empty-import-meta': 'error' },
    })
    const textOf = (ending: string): string =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
    return {
      code: textOf('.js'),
      map: new SourceMap(JSON.parse(textOf('.map'))),
      files: Object.keys(metafile.inputs)
        .filter((input) => !/(^|\/)node_modules\//.test(input))
        .map((input) => join(folder, input))
        // The file itself, then the others by their paths.
        .sort((a, b) => Number(b === file) - Number(a === file) || (a < b ? -1 : 1)),
    }
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    throw new InputError(error.errors.map((message) => asFault(message, file)))
  } finally {
    building--
    if (building === 0) await stop()
  }
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors)

function asFault({ text, location, notes }: Message, file: string): Fault {
  // What it is built as concerns nobody who writes it.
  const words = text.replace(/with the "cjs" output format.*/, 'in a file of methods')
  const hints = notes.map((note) =>
    // How the builder would leave a package out.
    note.text.startsWith('You can mark the path') ? 'install it, or check its name' : note.text,
  )
  const hint = words === text ? hints.map((line) => `; ${line}`).join('') : ''
  const message = `${words}${hint}`
  if (location === null) return { place: file, message }
  const place = join(dirname(file), location.file)
  return { place: `${place}:${location.line}:${location.column + 1}`, message }
}

/** The first line of a stack that lies in the script of `file`, as a place in the sources. */
function placeInStack(error: unknown, file: string, map: SourceMap): string | undefined {
  if (!(error instanceof Error)) return undefined
  for (const line of error.stack?.split('\n') ?? []) {
    const start = line.indexOf(`${file}:`)
    const [, row, column] = /^(\d+):(\d+)/.exec(line.slice(start + file.length + 1)) ?? []
    if (start < 0 || row === undefined) continue
    const entry = map.findEntry(Number(row) - 1, Number(column) - 1)
    if (!('originalSource' in entry)) continue
    const source = join(dirname(file), entry.originalSource)
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  }
  return undefined
}

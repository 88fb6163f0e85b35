import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import { Catalogue, catalogue, type Definitions, definitionsIn, type Kind } from '@sobolev/nn'
import { type Fault, InputError } from '../errors.ts'
import { withCheckedResults } from './checked-results.ts'
import { definitionFaults } from './definition-faults.ts'
import { guarded } from './guarded.ts'
import { messageOf, type OwnModule, runOwnModule } from './own-module.ts'

type AnyDefinition = Definitions[Kind]

/** Methods of a user's own beside those of the library. */
export interface OwnMethods {
  readonly catalogue: Catalogue
  /** The user's files that define them, and those that these import. */
  readonly sources: readonly { readonly file: string; readonly sha256: string }[]
  /**
   * SHA-256 by the path of each file that was named; of a file that imports others, the SHA-256 of what `sha256sum`
   * prints of it and of them.
   */
  readonly digests: ReadonlyMap<string, string>
}

/**
 * The catalogue with the methods that a user's modules export. `path`: absolute; `place`: where it is named.
 *
 * What such a method throws later, when it is made or trained with, is an `InputError` too, which names the line.
 *
 * Throws `InputError` for what is wrong in the modules, by file and line.
 */
export async function loadOwnMethods(
  files: readonly { readonly path: string; readonly place: string }[],
): Promise<OwnMethods> {
  const faults: Fault[] = []
  const digests = new Map<string, string>()
  const loaded = new Set<string>()
  const sources = new Map<string, string>()
  let known = catalogue
  for (const { path, place } of files) {
    if (loaded.has(path)) continue
    loaded.add(path)
    try {
      if (!existsSync(path) || statSync(path).isDirectory())
        throw new InputError({
          place,
          message: `must be a TypeScript or JavaScript file, got ${path}, which is ${existsSync(path) ? 'a folder' : 'not there'}; a config's paths start at its own folder, those of --set and --use where the command runs, and a run whose file has moved takes --set use.0.file=…`,
        })
      const module = await runOwnModule(path)
      known = new Catalogue([...known.definitions, ...ownDefinitions(module, path, known)])
      const digestsOfFiles = module.files.map((file) => [file, digestOfFile(file)] as const)
      for (const [file, sha256] of digestsOfFiles) sources.set(file, sha256)
      digests.set(path, digestOfFiles(digestsOfFiles, dirname(path)))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      faults.push(...error.faults)
    }
  }
  if (faults.length > 0) throw new InputError(faults)
  return {
    catalogue: known,
    sources: [...sources].map(([file, sha256]) => ({ file, sha256 })),
    digests,
  }
}

/** What a module defines; throws `InputError` where that is nothing, or not all that it must be. */
function ownDefinitions(module: OwnModule, path: string, known: Catalogue): AnyDefinition[] {
  const found = [...new Set(definitionsIn(module.exports))]
  if (found.length === 0) {
    const names = Object.entries(module.exports)
      .map(([name, value]) => (isNameless(value) ? `${name}, whose definition has no name` : name))
      .join(', ')
    throw new InputError({
      place: path,
      message: `must export a method, made with definePenalty or the like of @sobolev/nn, got ${names === '' ? 'no export' : names}`,
    })
  }
  const checked = found.map((definition, index) => {
    const { kind, name } = definition
    const place = placeOfName(module.files, name) ?? path
    const isTaken =
      known.of(kind).has(name) ||
      found.slice(0, index).some((other) => other.kind === kind && other.name === name)
    const messages = definitionFaults(definition)
    if (isTaken) messages.push(`there is a ${kind} of this name already; give it another`)
    return {
      definition: withPlaces(definition, module, place),
      faults: messages.map((message) => ({ place, message: `${name}: ${message}` })),
    }
  })
  const faults = checked.flatMap((entry) => entry.faults)
  if (faults.length > 0) throw new InputError(faults)
  return checked.map(({ definition }) => definition)
}

/** A definition whose errors, and those of what it makes, are `InputError`s that say where in the user's file they arose. */
function withPlaces(definition: AnyDefinition, module: OwnModule, place: string): AnyDefinition {
  const { name } = definition
  const translate = (error: unknown): unknown => {
    // What was told already, a divergence, and the end that a user asked for.
    if (error instanceof Error && 'exitCode' in error) return error
    const message = messageOf(error)
    const named = message.startsWith(`${name}: `) ? message : `${name}: ${message}`
    return new InputError(
      { place: module.placeOf(error) ?? place, message: named },
      { cause: error },
    )
  }
  return guarded(withCheckedResults(definition), translate)
}

const isNameless = (value: unknown): boolean => typeof value === 'function' && 'definition' in value

/** Where one of the files says `name: 'mine'`: there a definition begins. */
function placeOfName(files: readonly string[], name: string): string | undefined {
  if (!/^\w+$/.test(name)) return undefined
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    const at = text.search(new RegExp(`\\bname:\\s*['"\`]${name}['"\`]`))
    if (at < 0) continue
    const lines = text.slice(0, at).split('\n')
    return `${file}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`
  }
  return undefined
}

/** One digest of a file and all that it imports, which stays where their folder moves. */
function digestOfFiles(
  files: readonly (readonly [file: string, sha256: string])[],
  folder: string,
): string {
  const [first, ...imports] = files
  if (first !== undefined && imports.length === 0) return first[1]
  const lines = files.map(
    ([file, sha256]) => `${sha256}  ${relative(folder, file).replaceAll(sep, '/')}\n`,
  )
  return sha256Of(lines.join(''))
}

const digestOfFile = (file: string): string => sha256Of(readFileSync(file))

const sha256Of = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex')

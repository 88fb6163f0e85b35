import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import * as z from 'zod'
import type { Config } from '../config/config.ts'
import { labelsBeside } from '../data/read-idx.ts'

/** A folder and the files in it that a trial reads; on another machine they lie in another folder, by the same names. */
export const rootSchema = z.object({
  /** Absolute. */
  root: z.string(),
  files: z.array(
    z.object({
      /** From the root, with slashes. */
      name: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})

export type ShippedRoot = z.output<typeof rootSchema>

/** Finds out what a config reads, and the digests of it; of a file that has not changed only once. */
export class Shipments {
  readonly #digests = new Map<string, string>()

  /**
   * The files that training from a config reads: data, a checkpoint to start from, modules of the user's own. No root
   * lies within another, so that a path has one place on the other machine.
   */
  async of(config: Config): Promise<ShippedRoot[]> {
    const { data, from, methodFiles } = config
    const parts = [data.validation, data.test].flatMap((part) =>
      part?.kind === 'file' ? [part.file] : [],
    )
    const paths = [data.file, ...parts, ...(from === null ? [] : [from.checkpoint])]
    const modules = methodFiles.map(({ file }) => file)
    const roots = [...paths.map(filesOf), ...(modules.length === 0 ? [] : [together(modules)])]
    const outermost = ({ root }: Files): string =>
      roots.reduce((found, other) => (isWithin(found, other.root) ? other.root : found), root)
    const byRoot = new Map<string, Set<string>>()
    for (const part of roots) {
      const root = outermost(part)
      byRoot.set(root, new Set([...(byRoot.get(root) ?? []), ...part.files]))
    }
    return Promise.all(
      [...byRoot].map(async ([root, files]) => ({
        root,
        files: await Promise.all(
          [...files].map(async (file) => ({
            name: relative(root, file).split(sep).join('/'),
            sha256: await this.#digestOf(file),
          })),
        ),
      })),
    )
  }

  async #digestOf(file: string): Promise<string> {
    const { mtimeMs, size } = statSync(file)
    const key = `${file} ${mtimeMs} ${size}`
    const known = this.#digests.get(key)
    if (known !== undefined) return known
    const digest = await sha256Of(file)
    this.#digests.set(key, digest)
    return digest
  }
}

/** The SHA-256 of a file's content. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

interface Files {
  readonly root: string
  readonly files: readonly string[]
}

/** A file with what belongs to it, or all that a folder holds. */
function filesOf(path: string): Files {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const labels = labelsBeside(path)
    const files = [path, ...(labels !== null && existsSync(labels) ? [labels] : [])]
    return { root: dirname(path), files }
  }
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  const files = entries.flatMap((entry) =>
    entry.isFile() && !entry.name.startsWith('.') ? [join(entry.parentPath, entry.name)] : [],
  )
  return { root: dirname(path), files }
}

/** Files that name each other by relative paths, below the folder that holds all of them. */
function together(files: readonly string[]): Files {
  let root = dirname(files[0] ?? sep)
  while (!files.every((file) => isWithin(file, root))) root = dirname(root)
  return { root, files }
}

/** Whether a path lies in a folder, at any depth. */
const isWithin = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

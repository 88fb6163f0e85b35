import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const thisFolder = fileURLToPath(new URL('../../', import.meta.url))

/** The version of this package, which is what `sobolev --version` prints. */
export const ownVersion = (): string => versionIn(thisFolder)

/** The versions of this package and of those that it computes with, by their names. */
export function packageVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(packageFolders()).map(([name, folder]) => [
      name,
      folder === null ? 'unknown' : versionIn(folder),
    ]),
  )
}

/** The folders of this package and of those that it computes with, by their names; null for one that is not found. */
export function packageFolders(): Readonly<Record<string, string | null>> {
  const others = ['@sobolev/nn', '@sobolev/core', '@sobolev/kernels']
  return Object.fromEntries([
    ['@sobolev/train', thisFolder],
    ...others.map((name) => [name, folderOf(name)]),
  ])
}

function folderOf(name: string): string | null {
  // Not through the package's exports, which need not list its package.json.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const found = folders.map((folder) => join(folder, name))
  return found.find((folder) => existsSync(join(folder, 'package.json'))) ?? null
}

/** Without a schema: every command asks for it as it starts. */
function versionIn(folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { version }: { version?: unknown } = Object(JSON.parse(text))
  return typeof version === 'string' ? version : 'unknown'
}

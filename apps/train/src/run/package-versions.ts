import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The version of this package, which is what `sobolev --version` prints. */
export function ownVersion(): string {
  return versionIn(new URL('../../package.json', import.meta.url))
}

/** The versions of this package and of those that it computes with, by their names. */
export function packageVersions(): Readonly<Record<string, string>> {
  const others = ['@sobolev/nn', '@sobolev/core', '@sobolev/kernels']
  return Object.fromEntries([
    ['@sobolev/train', ownVersion()],
    ...others.map((name) => [name, versionOf(name)]),
  ])
}

function versionOf(name: string): string {
  // Not through the package's exports, which need not list its package.json.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const file = folders.map((folder) => join(folder, name, 'package.json')).find(existsSync)
  return file === undefined ? 'unknown' : versionIn(file)
}

/** Without a schema: every command asks for it as it starts. */
function versionIn(file: string | URL): string {
  const { version }: { version?: unknown } = Object(JSON.parse(readFileSync(file, 'utf8')))
  return typeof version === 'string' ? version : 'unknown'
}

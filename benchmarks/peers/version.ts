import { readFileSync } from 'node:fs'

/** The version in a package.json. */
export function versionIn(file: URL): string {
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
  return version
}

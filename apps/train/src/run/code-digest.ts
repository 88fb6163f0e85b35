import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { compareText } from './compare-text.ts'
import { packageFolders } from './package-versions.ts'

/** Where the code that runs lies in a package: the sources, or what was built, or a bundle in place of sources. */
const codeFolders = import.meta.url.endsWith('.ts') ? ['src'] : ['dist', 'src']

/**
 * SHA-256 of the program that runs, in hexadecimal: of the code of this package and of those that it computes with, a
 * line `<sha256>  <package>/<path>` for each file, in the order of the lines.
 */
export function codeDigest(): string {
  const lines = Object.entries(packageFolders()).flatMap(([name, folder]) => {
    const code = folder && codeFolders.map((sub) => join(folder, sub)).find(existsSync)
    if (!code) return [`unknown  ${name}`]
    return codeFilesIn(code).map((file) => {
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
      return `${sha256}  ${name}/${relative(code, file).replaceAll(sep, '/')}`
    })
  })
  const sorted = lines.sort((a, b) => compareText(a, b))
  return createHash('sha256')
    .update(`${sorted.join('\n')}\n`)
    .digest('hex')
}

/** The files that may run: no tests, types or maps, and of what was built no second form. */
function codeFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'commonjs' ? [] : codeFilesIn(path)
    const isCode = /\.(?:js|mjs|ts|wasm)$/.test(entry.name)
    return isCode && !/\.d\.ts$|\.(?:test|fixture)\./.test(entry.name) ? [path] : []
  })
}

/** What must hold of the files of a package, as they are packed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** The files that an entry of `exports` names, and the package's other entries; not those that are for this repository. */
function entriesOf({ main, types, bin = {}, exports = {} }) {
  const targets = (value) =>
    typeof value === 'string' ? [value] : Object.values(value).flatMap(targets)
  return [main, types, ...targets(bin), ...targets(exports)].filter((path) => path !== undefined)
}

/** Relative links of a page. */
const linksOf = (page) =>
  [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(
    ([, link]) => link,
  )

/** Where a source map says that the sources are. */
function sourcesOf(map) {
  const { sources, sourcesContent } = JSON.parse(readFileSync(map, 'utf8'))
  return sourcesContent ? [] : sources
}

/** Throws an error that lists every path in the package that leads nowhere, and every file that should not be there. */
export function checkFiles(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = filesIn(folder)
  const missing = (from, paths) =>
    paths
      .filter((path) => !existsSync(join(from, path)))
      .map((path) => `${relative(folder, from) || 'package.json'}: ${path} is not there`)
  const faults = [
    ...missing(folder, [...entriesOf(manifest), 'README.md', 'LICENSE', 'CHANGELOG.md']),
    ...files
      .filter((file) => file.endsWith('.md'))
      .flatMap((page) => missing(dirname(page), linksOf(page))),
    ...files
      .filter((file) => file.endsWith('.map'))
      .flatMap((map) => missing(dirname(map), sourcesOf(map))),
    ...files
      .filter((file) => /\.(test|fixture)\.|tsbuildinfo/.test(file))
      .map((file) => `${relative(folder, file)} is packed`),
  ]
  if (faults.length > 0) throw new Error(`${manifest.name}:\n  ${faults.join('\n  ')}`)
  return files.length
}

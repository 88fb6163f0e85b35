/** What must hold of the files of a package, as they are packed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'

const repository = join(import.meta.dirname, '../..')

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

/** The packages of the same repository that a manifest asks for in another version than its own: all are released together. */
function strangersOf({ version, dependencies = {}, peerDependencies = {} }) {
  const expected = [
    ...Object.entries(dependencies).map((entry) => [...entry, version]),
    ...Object.entries(peerDependencies).map((entry) => [...entry, `^${version}`]),
  ]
  return expected
    .filter(([name, asked, right]) => name.startsWith('@sobolev/') && asked !== right)
    .map(([name, asked, right]) => `package.json: ${name} must be ${right}, got ${asked}`)
}

/** Folders of this machine: whoever installs the package has none of them. */
const machine = [repository, `${homedir()}/`, 'file:///']

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
    ...strangersOf(manifest),
    ...files.flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const found = machine.filter((path) => text.includes(path))
      return found.map((path) => `${relative(folder, file)}: names ${path} of this machine`)
    }),
  ]
  if (faults.length > 0) throw new Error(`${manifest.name}:\n  ${faults.join('\n  ')}`)
  return files.length
}

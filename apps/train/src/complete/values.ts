import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { CommandIo } from '../cli/io.ts'
import type { Candidate } from './candidate.ts'

/**
 * What may stand for a value, by what its name in the help says that it is: `<config>`, `<run>`, `<method>`,
 * `<key=value>`, or a file or folder.
 */
export async function valuesOf(name: string, typed: string, io: CommandIo): Promise<Candidate[]> {
  const is = (word: string): boolean => name.split(/\W+/).includes(word)
  if (is('method')) return methods()
  if (name === 'key=value') return configKeys(typed)
  const found: Candidate[] = []
  if (is('run')) found.push(...(await runs(io)))
  if (is('config') || is('sweep'))
    found.push(...files(typed, io, is('csv') ? /\.(ya?ml|csv|tsv|gz)$/i : /\.ya?ml$/i))
  else if (is('run') || is('checkpoint')) found.push(...files(typed, io, /\.safetensors$/i))
  else if (is('folder')) found.push(...files(typed, io, /^$/))
  else if (['file', 'csv', 'path', 'html'].some(is)) found.push(...files(typed, io, /./))
  return found
}

/** Files that a pattern means, and folders, which end with a slash. */
function files(typed: string, io: CommandIo, pattern: RegExp): Candidate[] {
  const folder = typed.endsWith('/') ? typed : dirname(`${typed}x`)
  const prefix =
    folder === '.' && !typed.startsWith('./') ? '' : folder.endsWith('/') ? folder : `${folder}/`
  try {
    return readdirSync(resolve(io.cwd, folder), { withFileTypes: true })
      .filter((entry) => typed.slice(prefix.length).startsWith('.') || !entry.name.startsWith('.'))
      .filter((entry) => entry.isDirectory() || pattern.test(entry.name))
      .map((entry) => ({
        text: `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`,
        words: entry.isDirectory() ? 'folder' : 'file',
      }))
  } catch {
    return []
  }
}

/** The runs below `runs`, by their names and ids. */
async function runs(io: CommandIo): Promise<Candidate[]> {
  const { listRuns } = await import('../run/find-run.ts')
  const found = listRuns(join(io.cwd, 'runs')).toReversed()
  const nameOf = (path: string): string => dirname(path).slice(join(io.cwd, 'runs').length + 1)
  const names = new Set(found.map(({ path }) => nameOf(path)))
  return [
    ...[...names].map((text) => ({ text, words: 'the latest run of this name' })),
    ...found.map(({ id, path }) => ({ text: id, words: `a run of ${nameOf(path)}` })),
  ]
}

async function methods(): Promise<Candidate[]> {
  const { catalogue, describeMethods, kindNames, kinds, wantNames } = await import('@sobolev/nn')
  return [
    ...kindNames.map((kind) => ({ text: kinds[kind].plural, words: kinds[kind].summary })),
    ...describeMethods(catalogue).flatMap((group) =>
      group.methods.map(({ name, summary }) => ({ text: name, words: summary })),
    ),
    ...wantNames.map((text) => ({ text, words: 'what one may want of a regularizer' })),
  ]
}

/** The keys of a config one level below what is typed, each with a dot where there are more below, else with `=`. */
async function configKeys(typed: string): Promise<Candidate[]> {
  if (typed.includes('=')) return []
  const [{ configSchemaOf }, { keysBelow }] = await Promise.all([
    import('../config/schema.ts'),
    import('../config/schema-walk.ts'),
  ])
  const above = typed.split('.').slice(0, -1)
  return keysBelow(configSchemaOf(), above).map(({ key, hasKeys, words }) => ({
    text: [...above, key].join('.') + (hasKeys ? '.' : '='),
    words,
  }))
}

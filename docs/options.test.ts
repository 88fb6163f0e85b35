import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { commands } from '../apps/train/src/cli/commands.ts'
import { memoryIo } from '../apps/train/src/cli/memory-io.fixture.ts'
import { run } from '../apps/train/src/cli/program.ts'

const root = join(import.meta.dirname, '..')
const pages = ['README.md', 'docs/guides', 'apps/train'].flatMap((path) =>
  path.endsWith('.md')
    ? [path]
    : readdirSync(join(root, path))
        .filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')
        .map((file) => join(path, file)),
)

/** Options of Node and of this repository's own scripts that pages name by themselves. */
const ofOthers = ['--experimental-vm-modules', '--seconds', '--cases']

/** By commands, such as `report` and `config show`. */
const optionsOf = new Map<string, readonly string[]>()

async function readHelp(words: readonly string[]): Promise<void> {
  const io = memoryIo()
  await run([...words, '--help'], io)
  const names = (pattern: RegExp): string[] =>
    Array.from(io.out().matchAll(pattern), ([, name = '']) => name)
  optionsOf.set(words.join(' '), names(/^ {2}(?:-\w, )?(--[\w-]+)/gm))
  const [, listed = ''] = io.out().split('\nCommands:\n')
  for (const [, name = ''] of listed.split('\n\n')[0]?.matchAll(/^ {2}(\w+)/gm) ?? [])
    if (name !== 'help') await readHelp([...words, name])
}

beforeAll(async () => {
  for (const name of Object.keys(commands)) await readHelp([name])
})

const optionsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][\w-]*/g) ?? []

test.each(pages)('the options that %s names are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const known = new Set([...optionsOf.values()].flat().concat(ofOthers))
  const alone = Array.from(text.matchAll(/`(-[^`\n]*)`/g), ([, code = '']) => optionsIn(code))
  const unknown = alone.flat().filter((option) => !known.has(option))
  const ofCommands = Array.from(
    text.matchAll(/\bsobolev ([a-z]+)(?: ([a-z]+))?([^`\n#|]*)/g),
    ([, command = '', sub = '', others = '']) => {
      const options = optionsOf.get(`${command} ${sub}`) ?? optionsOf.get(command)
      return optionsIn(others)
        .filter((option) => options && !options.includes(option))
        .map((option) => `${command} ${option}`)
    },
  )
  expect([...unknown, ...ofCommands.flat()]).toEqual([])
})

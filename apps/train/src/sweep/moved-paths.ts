import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { shellWord } from '../card/shell-word.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { readCheckpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { jsonText } from '../run/json-text.ts'

/** Folders, and where each of them lies now. */
export type Moves = readonly (readonly [from: string, to: string])[]

/** A value in which every path at or below a folder that was moved is that of the folder's new place. */
export function withMovedPaths(value: unknown, moves: Moves): unknown {
  if (typeof value === 'string') return movedText(value, moves)
  if (Array.isArray(value)) return value.map((item) => withMovedPaths(item, moves))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withMovedPaths(inner, moves)]),
  )
}

/**
 * Rewrites the files of a run that was trained elsewhere so that the paths in them are those of this machine: config,
 * environment, result, card, and what checkpoints say of themselves. The weights and their digest stay.
 */
export function movePathsInRun(folder: string, moves: Moves): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (name.endsWith('.json'))
      writeTextAtomic(file, jsonText(withMovedPaths(JSON.parse(readFileSync(file, 'utf8')), moves)))
    else if (name.endsWith('.yaml'))
      writeTextAtomic(file, movedYaml(readFileSync(file, 'utf8'), moves))
    else if (name.endsWith('.md'))
      writeTextAtomic(file, movedText(readFileSync(file, 'utf8'), moves.map(asWords)))
    else if (name.endsWith('.safetensors')) {
      const checkpoint = readCheckpoint(file)
      const { description } = checkpoint
      const data = description.data.map((source) => ({
        ...source,
        path: movedText(source.path, moves),
      }))
      const config = movedYaml(description.config, moves)
      writeCheckpoint(file, { ...checkpoint, description: { ...description, data, config } })
    }
  }
}

/** A move of paths that stand in command lines, as in a card. */
const asWords = ([from, to]: Moves[number]): Moves[number] => [shellWord(from), shellWord(to)]

const movedYaml = (text: string, moves: Moves): string =>
  stringify(withMovedPaths(parse(text), moves))

/** A text in which every path at or below a folder that was moved, wherever it stands, is that of the new place. */
export function movedText(text: string, moves: Moves): string {
  if (moves.length === 0) return text
  const places = new Map(moves)
  const folders = moves.map(([from]) => from.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')
  // A path begins where no other goes on, and ends with a slash or where no name does.
  const pattern = new RegExp(`(?<![\\w./-])(${folders})(/|(?![\\w-]|\\.\\w))`, 'g')
  return text.replace(pattern, (_, from: string, slash: string) => {
    const to = places.get(from) ?? from
    return to === '' ? (slash === '' ? '.' : '') : `${to}${slash}`
  })
}

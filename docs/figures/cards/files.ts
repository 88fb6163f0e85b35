import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MethodDescription } from '@sobolev/nn'
import { pictureOf } from '../../../scripts/cards.ts'

const cards = join(import.meta.dirname, '../../cards')
const captionsFile = join(cards, 'pictures.json')
mkdirSync(join(cards, 'pictures'), { recursive: true })

/** Where a method's picture is. */
export const pictureFile = (method: Pick<MethodDescription, 'kind' | 'name'>): string =>
  join(cards, pictureOf(method))

/** What the pictures show, by the kinds and names of their methods: `penalty l2`. */
export const readCaptions = (): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(captionsFile, 'utf8'))

/** Keeps what the pictures show. */
export function writeCaptions(captions: readonly (readonly [string, string])[]): void {
  writeFileSync(captionsFile, `${JSON.stringify(Object.fromEntries(captions), null, 2)}\n`)
}

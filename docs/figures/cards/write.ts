/**
 * Draws the pictures of the cards: trains a small model with each regularizing method that it says something of.
 *
 *     npm run cards                       all, some minutes
 *     npm run cards -- --only l2,mixup    some
 *     npm run cards -- --check            draws nothing: names the methods whose pictures would be others
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { catalogue } from '@sobolev/nn'
import { pictureFile, readCaptions, writeCaptions } from './files.ts'
import { CardPictures } from './train.ts'

const position = process.argv.indexOf('--only')
const only = position < 0 ? null : new Set(process.argv[position + 1]?.split(','))
const isCheck = process.argv.includes('--check')
const captions = new Map(Object.entries(readCaptions()))
const pictures = new CardPictures()
const methods = catalogue.definitions.filter(({ advice }) => advice !== undefined)

/** Keeps the captions in the order of the methods, and none of a method that is gone. */
function keepCaptions(): void {
  const keys = methods.map(({ kind, name }) => `${kind} ${name}`)
  const known = keys.flatMap((key) => {
    const caption = captions.get(key)
    return caption === undefined ? [] : [[key, caption] as const]
  })
  writeCaptions(known)
}

for (const definition of methods) {
  const { kind, name } = definition
  if (only !== null && !only.has(name)) continue
  const key = `${kind} ${name}`
  const picture = await pictures.of(definition)
  const file = pictureFile(definition)
  const caption = typeof picture === 'string' ? undefined : picture.caption
  process.stderr.write(`${key}: ${caption ?? `none: ${picture}`}\n`)
  if (isCheck) {
    const drawn = existsSync(file) ? readFileSync(file, 'utf8') : undefined
    const isSame =
      typeof picture === 'string'
        ? drawn === undefined
        : drawn === picture.svg && captions.get(key) === picture.caption
    if (isSame) continue
    process.stdout.write(`${key}: its picture is stale; npm run cards draws it anew\n`)
    process.exitCode = 1
  } else if (typeof picture === 'string') {
    captions.delete(key)
    rmSync(file, { force: true })
  } else {
    captions.set(key, picture.caption)
    writeFileSync(file, picture.svg)
  }
  if (!isCheck) keepCaptions()
}
pictures.remove()

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { catalogue } from '@sobolev/nn'
import { afterAll, describe, expect, it } from 'vitest'
import { pictureFile, readCaptions } from './files.ts'
import { CardPictures } from './train.ts'

const captions = readCaptions()
const definitions = catalogue.definitions.filter(({ advice }) => advice !== undefined)
const withCaption = definitions.filter(({ kind, name }) => `${kind} ${name}` in captions)
const methodNamed = (key: string): (typeof definitions)[number] => {
  const found = definitions.find(({ kind, name }) => `${kind} ${name}` === key)
  if (found === undefined) throw new RangeError(`there must be a ${key}`)
  return found
}

describe('the pictures of the cards', () => {
  const pictures = new CardPictures()
  afterAll(() => pictures.remove())

  it.each(['average ema', 'penalty inputGradient', 'penalty sobolev'])(
    '%s has that of a run; npm run cards draws it anew',
    async (key) => {
      const definition = methodNamed(key)
      expect(await pictures.of(definition)).toEqual({
        svg: readFileSync(pictureFile(definition), 'utf8'),
        caption: captions[key],
      })
    },
  )

  it('has none of a method that does not suit, and says why', async () => {
    const refused = await pictures.of(methodNamed('layer dropBlock'))
    expect(refused).toMatch(/dropBlock: .*inputs must be/)
  })

  it('are those that have captions, of methods that are there, and small together', () => {
    expect(withCaption).toHaveLength(Object.keys(captions).length)
    const files = withCaption.map(pictureFile)
    expect(files.filter((file) => !existsSync(file))).toEqual([])
    const folder = dirname(pictureFile(methodNamed('penalty l2')))
    const drawn = readdirSync(folder).map((file) => join(folder, file))
    expect(drawn.toSorted()).toEqual(files.toSorted())
    const bytes = drawn.reduce((sum, file) => sum + statSync(file).size, 0)
    expect(bytes).toBeLessThan(2_000_000)
  })
})

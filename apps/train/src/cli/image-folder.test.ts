import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { encode, type ImageData } from 'fast-png'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Project } from './project.fixture.ts'

const project = new Project()

function put(name: string, content: Uint8Array): void {
  const path = project.path(name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** An image of 4 × 4 that is bright in its upper or its lower half. */
function half(isUpper: boolean, channels: 1 | 3, seed: number): ImageData {
  const data = Uint8Array.from({ length: 16 * channels }, (_, index) => {
    const isBright = index < 8 * channels === isUpper
    return (isBright ? 180 : 20) + ((index * 7 + seed * 13) % 50)
  })
  return { width: 4, height: 4, channels, depth: 8, data }
}

function putHalves(folder: string, channels: 1 | 3, count: number): void {
  for (let index = 0; index < count; index++)
    for (const name of ['upper', 'lower'])
      put(`${folder}/${name}/${index}.png`, encode(half(name === 'upper', channels, index)))
}

const config = `
seed: 1
data: { file: photos, target: label }
model: { layers: [{ convolution: { filters: 4, activation: relu } }, flatten] }
optimizer: { adam: { learningRate: 0.02 } }
training: { epochs: 5, batchSize: 16 }
`

beforeAll(async () => {
  putHalves('photos', 3, 30)
  put('photos/.DS_Store', new Uint8Array(3))
  project.write('a.yaml', config)
  const { code, err } = await project.run(['train', 'a.yaml', '-q'])
  expect(`${code} ${err}`).toBe('0 ')
})
afterAll(() => project.remove())

describe('a folder of images', () => {
  test('has its folders as classes, and channels before places', async () => {
    const { out } = await project.run(['validate', 'a.yaml', '--json'])
    const { classes, rows, features } = JSON.parse(out)
    expect(classes).toEqual(['lower', 'upper'])
    expect(rows).toEqual({ training: 48, validation: 12, test: 0 })
    expect(features).toHaveLength(3 * 16)
  })

  test('is measured, and told that it was trained on', async () => {
    const { out, err } = await project.run(['evaluate', 'runs/a', 'photos'])
    expect(out).toMatch(/accuracy +1\.000/)
    expect(out + err).toMatch('trained on')
  })

  test('is predicted by file, with classes and without', async () => {
    const { out } = await project.run(['predict', 'runs/a', 'photos', '-q'])
    const [header, first] = out.split('\n')
    expect(header).toMatch(/^file,label,prediction,/)
    expect(first).toMatch(/^lower\/0\.png,lower,lower,/)
    put('new/b.png', encode(half(true, 3, 50)))
    const unknown = await project.run(['predict', 'runs/a', 'new', '-q'])
    expect(unknown.out).toMatch(/^file,prediction,.*\nb\.png,upper,/)
  })

  test('may hold tables of colours, and alpha that hides nothing', async () => {
    const opaque = (channels: 2 | 4): ImageData => ({
      ...{ width: 4, height: 4, channels, depth: 8 },
      data: new Uint8Array(16 * channels).fill(255),
    })
    put('alpha/c.png', encode(opaque(4)))
    expect((await project.run(['predict', 'runs/a', 'alpha', '-q'])).code).toBe(0)
    const coloured: ImageData = {
      ...{ width: 4, height: 4, channels: 1, depth: 8, data: new Uint8Array(16).fill(1) },
      palette: [
        [0, 0, 0],
        [9, 99, 199],
      ],
    }
    put('table/e.png', encode(coloured))
    expect((await project.run(['predict', 'runs/a', 'table', '-q'])).code).toBe(0)
  })

  test('is predicted alike with 8 and with 16 bits', async () => {
    const image = half(true, 3, 1)
    const data = Uint16Array.from(image.data, (value) => value * 257)
    put('depths/8.png', encode(image))
    put('depths/16.png', encode({ ...image, depth: 16, data }))
    const { out } = await project.run(['predict', 'runs/a', 'depths', '-q'])
    const [, first, second] = out.split('\n')
    expect(first?.replace(/^16\.png/, '8.png')).toBe(second)
    expect(second).toMatch(/^8\.png,upper,0\.\d+,0\.\d+$/)
  })
})

describe('a folder that is none of images', () => {
  let count = 0
  const faultOf = async (files: Readonly<Record<string, Uint8Array>>): Promise<string> => {
    const folder = `bad${count++}`
    mkdirSync(project.path(folder), { recursive: true })
    for (const [name, content] of Object.entries(files)) put(`${folder}/${name}`, content)
    const set = `data.file=${project.path(folder)}`
    const { code, out, err } = await project.run(['train', 'a.yaml', '--set', set, '-q'])
    expect([code, out]).toEqual([2, ''])
    return err
  }
  const good = encode(half(true, 1, 0))
  afterEach(() => expect(project.runs()).toHaveLength(1))

  test('says what is in the way', async () => {
    expect(await faultOf({})).toMatch('must hold PNG images, or a folder of them for each class')
    expect(await faultOf({ 'a/1.png': good, '2.png': good })).toMatch(
      'got both, such as 2.png and a; move one of them away',
    )
    expect(await faultOf({ 'a/1.png': good, 'b/2.jpg': good })).toMatch(
      /b.2\.jpg: must be a PNG image/,
    )
    expect(await faultOf({ '1.png': good })).toMatch(
      'has no labels; put the images of each class into a folder that is named for it',
    )
  })

  test('is told by the folder of a class, which may be a link', async () => {
    putHalves('linked/of', 3, 6)
    mkdirSync(project.path('linked/here'))
    for (const name of ['upper', 'lower'])
      symlinkSync(project.path(`linked/of/${name}`), project.path(`linked/here/${name}`), 'dir')
    const set = `data.file=${project.path('linked/here')}`
    const { code, err } = await project.run(['validate', 'a.yaml', '--set', set, '--json'])
    expect(`${code} ${err}`).toBe('0 ')
    put('nested/train/a/1.png', good)
    const nested = project.path('nested')
    const { err: fault } = await project.run(['validate', 'a.yaml', '--set', `data.file=${nested}`])
    expect(fault).toMatch(
      /nested.train: must hold images, as the folder of the class "train", got the folder a; /,
    )
    put('some/a/1.png', good)
    mkdirSync(project.path('some/empty'))
    const some = project.path('some')
    expect((await project.run(['validate', 'a.yaml', '--set', `data.file=${some}`])).err).toMatch(
      /some.empty: must hold images, as the folder of the class "empty", got none; /,
    )
  })

  test('names the image that is another, damaged, see-through or too large', async () => {
    const large = encode({ ...half(true, 1, 0), width: 2, height: 8 })
    expect(await faultOf({ 'a/1.png': good, 'b/2.png': large })).toMatch(
      /b.2\.png: must be 4 × 4 pixels of one channel as a\/1\.png is, got 2 × 8 pixels/,
    )
    expect(await faultOf({ 'a/1.png': good.slice(0, 60) })).toMatch(
      /a.1\.png: must be a whole PNG image, got a damaged one/,
    )
    expect(await faultOf({ 'a/1.png': new Uint8Array(40) })).toMatch(
      /a.1\.png: must be a PNG image, got another format under that name/,
    )
    const data = new Uint8Array(32).fill(7)
    expect(
      await faultOf({ 'a/1.png': encode({ ...half(true, 1, 0), channels: 2, data }) }),
    ).toMatch('must not be see-through anywhere')
    // Interlaced, of 4 bits for each pixel.
    const interlaced = Uint8Array.from(good)
    interlaced.set([4, 3, 0, 0, 1], 24)
    expect(await faultOf({ 'a/1.png': interlaced })).toMatch('must not be interlaced with 4 bits')
    const huge = Uint8Array.from(good)
    new DataView(huge.buffer).setUint32(16, 1_000_000)
    expect(await faultOf({ 'a/1.png': huge })).toMatch(
      'must have at most 262144 numbers, got 1000000 × 4 pixels of one channel; make it smaller',
    )
  })
})

import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const config = (layers: string, more = ''): string => `
data: { file: shops.csv, target: sells, categories: { encoding: auto, maxOneHot: 4 } }
model: { layers: [${layers}, { dense: { units: 4 } }] }
batchTransforms: { unknownCategories: 0.2 }
training: { epochs: 2 }
${more}`

beforeAll(() => {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const shop = `shop ${(i * 7) % 12}`
    return [shop, ['south', 'north'][i % 2], i % 5, (i * 7) % 12 < 6 ? 'much' : 'little'].join()
  })
  project.write('shops.csv', `shop,side,size,sells\n${rows.join('\n')}\n`)
})

test('a layer embeds categories of many values, and unknown ones are predicted as they were trained', async () => {
  project.write('shops.yaml', config('{ columnEmbedding: 3 }'))
  const trained = await project.run(['train', 'shops.yaml', '-q'])
  expect(trained).toMatchObject({ code: 0 })
  project.write('new.csv', 'shop,side,size\nshop 3,south,1\nshop 99,west,1\nshop 98,east,1\n')
  const { out, code } = await project.run(['predict', 'runs/shops', 'new.csv', '--json', '-q'])
  expect(code).toBe(0)
  const [known, unknown, other] = JSON.parse(out).predictions.map(
    ({ row: _, ...prediction }: Readonly<Record<string, unknown>>) => prediction,
  )
  expect(unknown).toEqual(other)
  expect(known).not.toEqual(unknown)
  expect(await project.run(['export', 'runs/shops', '-o', 'shops.js'])).toMatchObject({ code: 0 })
  const { predict } = await import(pathToFileURL(project.path('shops.js')).href)
  const [, elsewhere] = predict([
    { shop: 'shop 3', side: 'south', size: 1 },
    { shop: 'shop 97', side: 'west', size: 1 },
  ])
  expect(elsewhere.prediction).toBe(unknown.prediction)
  expect(elsewhere.probability_much).toBeCloseTo(unknown.probability_much, 5)
})

test('a missing cell between two signs is told without a word on training rows', async () => {
  const lines = Array.from({ length: 40 }, (_, i) => `${['left', 'right', ''][i % 3]},${i % 2}`)
  project.write('sides.csv', `side,y\n${lines.join('\n')}\n`)
  project.write(
    'sides.yaml',
    `
data: { file: sides.csv, target: y, categories: { encoding: auto } }
model: { layers: [] }
training: { epochs: 1 }
`,
  )
  expect(await project.run(['train', 'sides.yaml', '-q'])).toMatchObject({ code: 0 })
  const { err } = await project.run(['predict', 'runs/sides', 'sides.csv'])
  expect(err).toContain('13 of 40 rows have no value: taken as neither of its categories\n')
})

test('layers that take quantities are refused, with the way out', async () => {
  project.write('plain.yaml', config('{ dense: 4 }'))
  const { code, err } = await project.run(['validate', 'plain.yaml'])
  expect(code).toBe(2)
  expect(err).toContain(
    'model.layers: the column "shop" is an index of categories, which a layer must embed; let the first layer of the model be columnEmbedding',
  )
  expect(err).toContain('or set data.categories.encoding: oneHot')
})

test('indices are not moved by parts', async () => {
  project.write(
    'moved.yaml',
    config('{ columnEmbedding: 3 }').replace('unknownCategories: 0.2', 'gaussianNoise: 0.1'),
  )
  const { code, err } = await project.run(['validate', 'moved.yaml'])
  expect(code).toBe(2)
  expect(err).toContain(
    'batchTransforms.gaussianNoise: gaussianNoise changes inputs by parts, and the column "shop" is an index of categories; leave it out',
  )
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const config = (data: string, more = ''): string => `
data: { file: prices.csv, target: price, ${data} }
model: { layers: [{ dense: { units: 4 } }] }
training: { epochs: 1 }
${more}`

beforeAll(() => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i % 12},${(i % 12) * (i % 12) + 1.5 + (i % 3)}`,
  )
  project.write('prices.csv', `size,price\n${rows.join('\n')}\n`)
})

async function validated(name: string, text: string): Promise<{ code: number; all: string }> {
  project.write(`${name}.yaml`, text)
  const { code, out, err } = await project.run(['validate', `${name}.yaml`])
  return { code, all: out + err }
}

test('the table of columns says what a target and inputs go through', async () => {
  const { all } = await validated('log', config('scaleTarget: log, scale: power'))
  expect(all).toMatch(/price +target .* log, then \(x−[\d.]+\)\/[\d.]+\n/)
  expect(all).toMatch(/size +numbers .* power [\d.]+, then \(x−[\d.]+\)\/[\d.]+\n/)
})

test('a logarithm needs targets above 0', async () => {
  project.write('zero.csv', project.read('prices.csv').replace('\n3,10.5', '\n3,-2'))
  const text = config('scaleTarget: log').replace('prices.csv', 'zero.csv')
  const { code, all } = await validated('zero', text)
  expect(code).toBe(2)
  expect(all).toContain(
    'zero.csv row 5, column "price": data.scaleTarget: log needs targets above 0, got -2; log1p takes 0 as well, and power and quantile any number',
  )
})

test.each([
  [
    'scaleTarget: quantile',
    'monotone: { columns: { size: 1 }, leastSlope: 1, weight: 1 }',
    'the target goes through quantiles',
  ],
  [
    'scale: robust',
    'monotone: { columns: { size: 1 }, leastSlope: 1, weight: 1 }',
    'the input "size" goes through a smooth clip at ±3',
  ],
  [
    'scaleTarget: log1p',
    'differentialEquation: { equation: "u_size = 1", weight: 1 }',
    'the target goes through log1p',
  ],
])(
  'with %s no penalty goes by derivatives in the units of the file: %s',
  async (data, penalty, reason) => {
    const name = `penalty-${data.length}`
    const { code, all } = await validated(name, config(data, `penalties: { ${penalty} }`))
    expect(code).toBe(2)
    expect(all).toContain(`goes by derivatives in the units of the table, and ${reason}`)
  },
)

test('which way is up does not depend on units', async () => {
  const penalties = 'penalties: { monotone: { columns: { size: 1 }, weight: 1 } }'
  const { code } = await validated('up', config('scaleTarget: log, scale: robust', penalties))
  expect(code).toBe(0)
})

test('figures and predictions are in the units of the file, and end at the range of the training part', async () => {
  const text = config(
    'scaleTarget: log, clampPredictions: true',
    'optimizer: { adam: { learningRate: 0.05 } }',
  )
  project.write('clamped.yaml', text.replace('epochs: 1', 'epochs: 40'))
  const { out } = await project.run(['train', 'clamped.yaml', '--json', '-q'])
  const { validation } = JSON.parse(out)
  expect(validation.meanAbsoluteError).toBeGreaterThan(0.5)
  expect(validation.meanAbsoluteError).toBeLessThan(20)
  project.write('far.csv', 'size\n0\n11\n100\n-100\n')
  const predicted = await project.run(['predict', 'runs/clamped', 'far.csv', '--json', '-q'])
  const values: number[] = JSON.parse(predicted.out).predictions.map(
    ({ prediction }: { readonly prediction: number }) => prediction,
  )
  expect(Math.max(...values)).toBe(124.5)
  expect(values[1]).toBeGreaterThan(60)
  expect(Math.min(...values)).toBeGreaterThanOrEqual(1)
})

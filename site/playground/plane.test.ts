import { afterAll, expect, test } from 'vitest'
import { Project } from '../../apps/train/src/cli/project.fixture.ts'
import { loadConfig, type Prepared, prepare } from '../../apps/train/src/in-browser.ts'
import { InputPlane } from './plane.ts'

const project = new Project()
afterAll(() => project.remove())

const rows = Array.from(
  { length: 40 },
  (_, i) => `${i},${(i * 7) % 40},${i % 3 === 0 ? 'red' : 'blue'},${2 ** (i % 10)},${i * 2}\n`,
)
project.write('table.csv', `a,b,colour,wide,y\n${rows.join('')}`)

async function prepared(name: string, data: string): Promise<Prepared> {
  const path = project.write(
    name,
    `data: { file: table.csv, target: y, ${data} }\nmodel: { layers: [] }\n`,
  )
  const signal = new AbortController().signal
  return prepare(await loadConfig(path), { signal, onReading() {} })
}

const anyPlane = { across: null, up: null, arrows: false }

test('a plane has the first two numbers as axes, in the units of the file, and all rows in it', async () => {
  const plane = InputPlane.of(await prepared('plane.yaml', 'task: regression'), anyPlane)?.shown
  expect([plane?.across.name, plane?.up?.name, plane?.others]).toEqual(['a', 'b', 2])
  expect(plane?.across.low).toBeCloseTo(-0.08 * 39, 4)
  expect(plane?.across.high).toBeCloseTo(1.08 * 39, 4)
  const { x = [], y = [], values = [], validation } = plane?.points ?? {}
  expect([x.length, validation]).toEqual([40, 32])
  Array.from(x).forEach((a, i) => {
    expect(y[i]).toBeCloseTo((Math.round(a) * 7) % 40, 4)
    expect(values[i]).toBeCloseTo(2 * a, 4)
  })
})

test('places are inputs of the model: axes through its scales, others in their middle', async () => {
  const of = await prepared('places.yaml', 'task: regression, columns: { wide: { scale: power } }')
  const view = { across: 'wide', up: 'a', arrows: false }
  const plane = InputPlane.of(of, view)
  expect([plane?.shown.across.name, plane?.shown.up?.name]).toEqual(['wide', 'a'])
  const { part, width, axes } = plane?.places(5, 4) ?? { part: null, width: 0, axes: [] }
  const { features, training } = of.dataset
  expect([part?.rows, width]).toEqual([20, features.length])
  const column = (name: string): number[] =>
    Array.from(
      { length: 20 },
      (_, row) => part?.inputs[row * width + features.indexOf(name)] ?? Number.NaN,
    )
  // The power transform bends the axis, and slopes tell how much.
  const steps = column('wide')
    .slice(0, 5)
    .map((value, i, all) => value - (all[i - 1] ?? value))
  expect(steps[1]).toBeGreaterThan(1.5 * (steps[4] ?? 0))
  expect(axes[0]?.slopes[0]).toBeGreaterThan(1.5 * (axes[0]?.slopes[4] ?? 0))
  expect(axes[1]?.slopes[3]).toBeCloseTo(axes[1]?.slopes[0] ?? 0, 4)
  // Of the others the median, and the most frequent category.
  const ofTraining = Array.from(
    { length: training.rows },
    (_, row) => training.inputs[row * width + features.indexOf('b')] ?? 0,
  ).sort((a, b) => a - b)
  expect(new Set(column('b'))).toEqual(new Set([ofTraining[ofTraining.length >> 1]]))
  expect(new Set(column('colour=blue'))).toEqual(new Set([1]))
  expect(new Set(column('colour=red'))).toEqual(new Set([0]))
})

test('without a number there is no plane, and with one there is a line', async () => {
  const words = await prepared('words.yaml', 'task: regression, inputs: [colour]')
  expect(InputPlane.of(words, anyPlane)).toBe(null)
  const line = InputPlane.of(await prepared('line.yaml', 'task: regression, inputs: [a]'), anyPlane)
  expect(line?.shown.up).toBe(null)
  expect(line?.shown.points.y[0]).toBeCloseTo(2 * (line?.shown.points.x[0] ?? 0), 4)
  expect(line?.places(7, 1).part.rows).toBe(7)
})

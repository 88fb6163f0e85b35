import { afterAll, expect, test } from 'vitest'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

const rows = Array.from({ length: 60 }, (_, row) => {
  const [x, z] = [((row * 7) % 31) / 5 - 3, ((row * 11) % 29) / 14 - 1]
  return [x, z, Math.sin(x) + z * z, Math.cos(x), 2 * z, -Math.cos(x)]
    .map((value) => value.toFixed(6))
    .join()
})
project.write('data.csv', ['x,z,u,slope,tilt,force', ...rows].join('\n'))

async function noticesOf(penalty: string, more: string = ''): Promise<string> {
  project.write(
    'a.yaml',
    `data: { file: data.csv, target: u ${more} }
model: { layers: [{ dense: { units: 4, activation: tanh } }] }
penalties: { ${penalty} }
training: { epochs: 2, batchSize: 16 }`,
  )
  const { out, err, code } = await project.run(['validate', 'a.yaml'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out.replace(/\s+/g, ' ')
}

test('a column of derivatives and its input the wrong way round are told', async () => {
  const exclude = ', exclude: [force]'
  const wrong = 'sobolev: { weight: 1, targets: { x: slope, z: tilt } }'
  expect(await noticesOf(wrong, exclude)).toContain(
    'where they are exchanged: the column of derivatives comes first',
  )
  const single = 'sobolev: { weight: 1, targets: { x: slope } }'
  expect(await noticesOf(single, ', exclude: [force, tilt]')).toContain('exchanged')
  const right = 'sobolev: { weight: 1, targets: { slope: x, tilt: z } }'
  expect(await noticesOf(right, exclude)).not.toContain('correlation')
})

test('so are derivatives of the other sign', async () => {
  const force = 'sobolev: { weight: 1, targets: { force: x } }'
  expect(await noticesOf(force, ', exclude: [slope, tilt]')).toContain('have the other sign')
})

test('every: k that is longer than training is told', async () => {
  const text = 'every: 6 is no shorter than the training of 6 steps'
  expect(await noticesOf('l2: { weight: 1, every: 6 }')).toContain(text)
  expect(await noticesOf('l2: { weight: 1, every: 5 }')).not.toContain('no shorter')
})

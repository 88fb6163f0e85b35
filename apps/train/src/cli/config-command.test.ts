// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the references that are tried look like it
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { memoryIo } from './memory-io.fixture.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())
beforeAll(async () => {
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
  project.write(
    'child.yaml',
    `extends: blobs.yaml
variables: { width: 3 }
env: [EPOCHS]
model: { layers: [{ dense: { units: "\${variables.width}" } }] }
penalties: { inputGradient: null, l1: 0.5 }
training: { epochs: "\${env:EPOCHS}" }
`,
  )
  // What a run keeps of its config.
  const whole = await show('blobs.yaml', '--origins', 'none', '--set', 'training.epochs=1')
  project.write('runs/blobs/20260131-120000.000-1a2b/config.yaml', whole)
})

const show = async (...argv: readonly string[]): Promise<string> => {
  const io = memoryIo({ cwd: project.folder, env: { EPOCHS: '6' } })
  const { code, out, err } = await project.run(['config', 'show', ...argv], io)
  expect([code, err]).toEqual([0, ''])
  return out
}

test('config show says behind each value where it comes from, and is a config again', async () => {
  const out = await show('child.yaml', '--set', 'training.batchSize=8')
  const lines = out.split('\n').map((line) => line.trim().replace(/ +/g, ' '))
  expect(lines).toEqual(
    expect.arrayContaining([
      'seed: 3 # blobs.yaml:2',
      'units: 3 # child.yaml:4 ${variables.width}, from child.yaml:2',
      'activation: identity # default',
      'learningRate: 0.05 # blobs.yaml:5',
      'beta1: 0.9 # default',
      'weight: 0.5 # child.yaml:5',
      'epochs: 6 # child.yaml:6 ${env:EPOCHS}',
      'batchSize: 8 # --set training.batchSize',
      'lossTransforms: {} # default',
    ]),
  )
  project.write('whole.yaml', out)
  expect(parse(await show('whole.yaml', '--origins', 'none'))).toEqual(parse(out))
  const given = parse(await show('child.yaml', '--given', '--origins', 'none'))
  expect(given.penalties).toEqual({ l1: { weight: 0.5 } })
  expect(given.optimizer).toEqual({ adam: { learningRate: 0.05 } })
  expect(given).not.toHaveProperty('output')
})

test('config show --json has the config, and the origin of each of its values', async () => {
  const { config, values } = z
    .object({
      config: z.looseObject({ seed: z.number() }),
      values: z.array(z.looseObject({ path: z.string(), from: z.string() })),
    })
    .parse(JSON.parse(await show('child.yaml', '--json', '--set', 'seed=9')))
  expect(config.seed).toBe(9)
  const origin = (path: string): unknown => values.find((value) => value.path === path)
  expect(origin('seed')).toEqual({ path: 'seed', value: 9, from: 'set', place: '--set seed' })
  expect(origin('training.epochs')).toMatchObject({ from: 'environment', value: 6 })
  expect(origin('model.layers.0.dense.units')).toEqual({
    path: 'model.layers.0.dense.units',
    value: 3,
    from: 'reference',
    place: 'child.yaml:2:21',
    reference: { text: '${variables.width}', place: 'child.yaml:4:37' },
  })
  expect(origin('penalties.l1.every')).toMatchObject({ from: 'default' })
})

test('config diff prints only what differs, of configs and of runs', async () => {
  const [run = ''] = project.runs()
  const same = await project.run(['config', 'diff', run, 'blobs', '--json'])
  expect(JSON.parse(same.out)).toEqual([])
  expect((await project.run(['config', 'diff', run, run])).out).toBe('no difference\n')
  const changed = await project.run(['config', 'diff', run, 'blobs.yaml'])
  expect(changed.out.replace(/ +/g, ' ').split('\n').slice(1)).toEqual(['training.epochs 1 5', ''])
  project.write('other.yaml', `${blobsConfig.replace('adam: { learningRate: 0.05 }', 'sgd: {}')}`)
  const { out } = await project.run(['config', 'diff', 'blobs.yaml', 'other.yaml', '--json'])
  expect(JSON.parse(out)).toMatchObject([
    { path: 'name', first: 'blobs', second: 'other' },
    { path: 'optimizer', first: { adam: {} }, second: { sgd: {} } },
  ])
})

test('what is neither a config nor a run is refused', async () => {
  const { code, err } = await project.run(['config', 'diff', 'blobs.yaml', 'blob'])
  expect([code, err]).toEqual([
    2,
    'error: blob: no such config and no such run; did you mean "blobs"?\n',
  ])
})

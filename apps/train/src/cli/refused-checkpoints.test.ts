import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCheckpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { Project } from './project.fixture.ts'
import { trainBlobs } from './trained-blobs.fixture.ts'

const project = new Project()
let run = ''
beforeAll(async () => {
  ;({ run } = await trainBlobs(project))
})
afterAll(() => project.remove())

describe('a checkpoint is refused', () => {
  test('cut off', async () => {
    const path = project.path('cut.safetensors')
    copyFileSync(project.path(`${run}/last.safetensors`), path)
    truncateSync(path, readFileSync(path).length - 100)
    for (const command of ['evaluate', 'predict']) {
      const { code, err } = await project.run([command, 'cut.safetensors', 'blobs.csv'])
      expect(code).toBe(2)
      expect(err).toMatch(/error: .*cut\.safetensors: cut off/)
    }
  })

  test('with weights that are not those of its config', async () => {
    const checkpoint = readCheckpoint(project.path(`${run}/last.safetensors`))
    const { description } = checkpoint
    const config = description.config.replace('units: 8', 'units: 9')
    expect(config).not.toBe(description.config)
    writeCheckpoint(project.path('odd.safetensors'), {
      ...checkpoint,
      description: { ...description, config },
    })
    const { code, err } = await project.run(['predict', 'odd.safetensors', 'blobs.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(/odd\.safetensors: the checkpoint does not fit the model of the config/)
    expect(err).toMatch(/layers\.0\.kernel as float32 \[2, 8\], the model needs float32 \[2, 9\]/)
  })

  test('with a byte that changed, by every command that reads it', async () => {
    const bytes = readFileSync(project.path(`${run}/last.safetensors`))
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    writeFileSync(project.path('flipped.safetensors'), bytes)
    for (const argv of [
      ['predict', 'flipped.safetensors', 'blobs.csv'],
      ['evaluate', 'flipped.safetensors', 'blobs.csv'],
      ['train', 'blobs.yaml', '--from', 'flipped.safetensors'],
    ]) {
      const { code, out, err } = await project.run(argv)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/flipped\.safetensors: a damaged checkpoint: its content is not what/)
    }
  })

  test('whose weights are so large that its outputs are not finite', async () => {
    const checkpoint = readCheckpoint(project.path(`${run}/last.safetensors`))
    const weights = new Map(
      [...checkpoint.weights].map(([name, tensor]) => [
        name,
        { ...tensor, data: Float32Array.from(tensor.data, () => 3e38) },
      ]),
    )
    writeCheckpoint(project.path('huge.safetensors'), { ...checkpoint, weights })
    const predicted = await project.run(['predict', 'huge.safetensors', 'blobs.csv'])
    expect([predicted.code, predicted.out]).toEqual([2, ''])
    expect(predicted.err).toMatch(/predict: outputs must be finite, got NaN for row 2; look/)
    const evaluated = await project.run(['evaluate', 'huge.safetensors', 'blobs.csv'])
    expect([evaluated.code, evaluated.out]).toEqual([2, ''])
    expect(evaluated.err).toMatch(/evaluate: the loss must be finite, got NaN/)
  })

  test.each<[string, (config: string) => string, RegExp]>([
    [
      'thousands of aliases',
      (config) => `${config}more: [&a 1${', *a'.repeat(9000)}]\n`,
      /odd\.safetensors:\d+:\d+ YAML: a config must have at most 1,000 aliases/,
    ],
    [
      'brackets without end',
      (config) => `${config}more: ${'['.repeat(500_000)}`,
      /odd\.safetensors:\d+:\d+ YAML: a config must nest at most 64 deep/,
    ],
    [
      'another target than the preprocessing',
      (config) => config.replace('target: label', 'target: x'),
      /odd\.safetensors: a checkpoint that contradicts itself: its config predicts "x", its pre/,
    ],
  ])('with %s in its config', async (_, change, words) => {
    const checkpoint = readCheckpoint(project.path(`${run}/last.safetensors`))
    const { description } = checkpoint
    const config = change(description.config)
    expect(config).not.toBe(description.config)
    writeCheckpoint(project.path('odd.safetensors'), {
      ...checkpoint,
      description: { ...description, config },
    })
    for (const command of ['predict', 'evaluate']) {
      const { code, out, err } = await project.run([command, 'odd.safetensors', 'blobs.csv'])
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(words)
    }
  })

  test('by train --from where its config has another model, and no run folder is left', async () => {
    const before = project.runs()
    const { code, err } = await project.run([
      ...['train', 'blobs.yaml', '--from', run, '--set', 'model.layers.0.dense.units=5'],
    ])
    expect(code).toBe(2)
    expect(err).toMatch(/does not fit the model of the config/)
    expect(project.runs()).toEqual(before)
  })

  test('that is missing', async () => {
    const { code, err } = await project.run(['predict', 'runs/nowhere', 'blobs.csv'])
    expect(code).toBe(2)
    expect(err).toMatch(
      /runs\/nowhere: no such run; give a run's folder, its id, or a name below runs/,
    )
  })
})

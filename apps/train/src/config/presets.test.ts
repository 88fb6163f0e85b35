import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseConfigWithMethods } from './load.ts'

const folder = join(import.meta.dirname, '..', '..', 'presets')

it.each(['classification', 'regression'])(
  'the preset of %s is a config beside data',
  async (task) => {
    const text = `extends: tabular-${task}.yaml\ndata: { file: a.csv, target: y, task: ${task} }\n`
    const config = await parseConfigWithMethods(text, join(folder, 'config.yaml'))
    expect(config.model.layers.length).toBeGreaterThan(0)
    expect(config.data).toMatchObject({ target: 'y', task })
  },
)

import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseConfigWithMethods } from './load.ts'
import { presetNames } from './preset.ts'

const folder = join(import.meta.dirname, '..', '..', 'presets')

const tasks = ['classification', 'regression']
it.each(presetNames.flatMap((preset) => tasks.map((task) => ({ preset, task }))))(
  'the preset $preset of $task is a config beside data',
  async ({ preset, task }) => {
    const text = `extends: ${preset}-${task}.yaml\ndata: { file: a.csv, target: y, task: ${task} }\n`
    const config = await parseConfigWithMethods(text, join(folder, 'config.yaml'))
    expect(config.model.layers.length).toBeGreaterThan(0)
    expect(config.data).toMatchObject({ target: 'y', task })
  },
)

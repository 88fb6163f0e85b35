import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { Project } from './cli/project.fixture.ts'

const configs = join(dirname(fileURLToPath(import.meta.url)), '../../../configs')
const project = new Project()
afterAll(() => project.remove())

/** Trains one of the repository's configs and gives the last line of its metrics. */
async function validationOf(name: string): Promise<Readonly<Record<string, number>>> {
  const { code, out, err } = await project.run(['train', join(configs, name), '--json', '--quiet'])
  expect([code, err]).toEqual([0, ''])
  const metrics = readFileSync(join(JSON.parse(out).run, 'metrics.jsonl'), 'utf8')
  return JSON.parse(metrics.trim().split('\n').at(-1) ?? '{}').validation
}

describe('the configs reach what their comments say', () => {
  test('two moons: the penalty at least halves the input gradient, within two points of accuracy', async () => {
    const plain = await validationOf('two-moons.yaml')
    const penalised = await validationOf('two-moons-penalty.yaml')
    expect(plain.accuracy).toBeGreaterThan(0.85)
    expect(penalised.accuracy).toBeGreaterThanOrEqual((plain.accuracy ?? 1) - 0.02)
    expect(penalised.inputGradientNorm).toBeLessThanOrEqual(0.5 * (plain.inputGradientNorm ?? 0))
  })

  test.each([
    ['two-spirals.yaml', 'accuracy', 0.97],
    ['friedman.yaml', 'r2', 0.9],
    ['rings.yaml', 'accuracy', 0.9],
  ])('%s', async (name, metric, least) => {
    expect((await validationOf(name))[metric]).toBeGreaterThanOrEqual(least)
  })

  test('no config is left out here', () => {
    expect(readdirSync(configs).sort()).toEqual([
      'friedman.yaml',
      'rings.yaml',
      'two-moons-penalty.yaml',
      'two-moons.yaml',
      'two-spirals.yaml',
    ])
  })
})

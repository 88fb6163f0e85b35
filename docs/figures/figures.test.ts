import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../../apps/train/src/cli/project.fixture.ts'
import { surfaceFile } from './decision-surface.ts'
import {
  type FrontPage,
  frontPageCaption,
  frontPageFigures,
  frontPageFile,
  frontPagePicture,
  showcases,
  withCaption,
} from './front-page.ts'
import { configNames, configs, heldOutLine, surfaceCaption, type Trained } from './held-out.ts'

const project = new Project()
const trained = new Map<string, Trained>()
beforeAll(async () => {
  for (const name of configNames) {
    const { code, out, err } = await project.run(['train', join(configs, name), '--json', '-q'])
    expect([code, err]).toEqual([0, ''])
    trained.set(name, JSON.parse(out))
  }
  // Many trainings in one: where the processors are shared, they take more than a minute.
}, 600_000)
afterAll(() => project.remove())

function resultOf(name: string): Trained {
  const found = trained.get(name)
  if (found === undefined) throw new RangeError(`${name} was not trained`)
  return found
}

describe('figures are those of a run; npm run figures writes them anew', () => {
  test.each(configNames)('the comment of %s', (name) => {
    expect(readFileSync(join(configs, name), 'utf8')).toContain(
      `\n${heldOutLine(resultOf(name))}\n`,
    )
  })

  test.each(['two-moons.yaml', 'two-moons-penalty.yaml'])('the picture of %s', (name) => {
    expect(readFileSync(surfaceFile, 'utf8')).toContain(`>${surfaceCaption(resultOf(name))}<`)
  })

  test('the words below the picture', () => {
    const readme = readFileSync(join(configs, '../README.md'), 'utf8')
    const { parameters } = resultOf('two-moons.yaml')
    expect(readme).toContain(`Two networks of ${parameters.toLocaleString('en')} parameters`)
  })
})

/** A figure of a config without the penalty of its name, which its comment says too. */
async function withoutPenalty(name: string, figure: string): Promise<number> {
  const file = join(configs, `${name}.yaml`)
  const override = `penalties.${name}.weight=0`
  const { out } = await project.run(['train', file, '--json', '-q', '--set', override])
  const { validation }: Trained = JSON.parse(out)
  const value = validation[figure] ?? Number.NaN
  expect(readFileSync(file, 'utf8')).toContain(
    `# Without the penalty (--set ${override}): ${figure} ${value.toFixed(3)}.`,
  )
  return value
}

describe('the front page', () => {
  const figures: FrontPage = JSON.parse(readFileSync(frontPageFigures, 'utf8'))

  test('has the picture and the words of its figures', () => {
    expect(readFileSync(frontPageFile, 'utf8')).toBe(frontPagePicture(figures))
    const readme = readFileSync(join(configs, '../README.md'), 'utf8')
    expect(withCaption(readme, frontPageCaption(figures))).toBe(readme)
    expect(readme).toContain(frontPageCaption(figures))
  })

  test.each(showcases)('$config has the figure of its first seed', ({ config, figure }) => {
    expect(resultOf(config).validation[figure]).toBe(figures[config]?.with[0])
  })

  test.each(showcases)('$config is better with its penalty, seed by seed', ({ config }) => {
    const { without = [], with: penalised = [] } = figures[config] ?? {}
    expect(without.length).toBeGreaterThanOrEqual(5)
    for (const [index, value] of penalised.entries())
      expect(value).toBeGreaterThan(without[index] ?? Number.NaN)
  })

  test('the figure without the penalty is that of a run, too', async () => {
    const words = ['train', join(configs, 'two-clinics.yaml'), '--set', 'penalties={}']
    const { out } = await project.run([...words, '--json', '-q'])
    const trained: Trained = JSON.parse(out)
    expect(trained.validation.accuracy).toBe(figures['two-clinics.yaml']?.without[0])
  })
})

describe('the configs learn', () => {
  test('two moons: the penalty at least halves the input gradient, within two points of accuracy', () => {
    const plain = resultOf('two-moons.yaml').validation
    const penalised = resultOf('two-moons-penalty.yaml').validation
    expect(plain.accuracy).toBeGreaterThan(0.85)
    expect(penalised.accuracy).toBeGreaterThanOrEqual((plain.accuracy ?? 1) - 0.02)
    expect(penalised.inputGradientNorm).toBeLessThanOrEqual(0.5 * (plain.inputGradientNorm ?? 0))
  })

  test('sobolev: slopes that the data tell are worth more than the rows they stand in', async () => {
    const r2 = await withoutPenalty('sobolev', 'r2')
    const { validation } = resultOf('sobolev.yaml')
    expect(1 - (validation.r2 ?? 0)).toBeLessThan(0.05 * (1 - r2))
  })

  test('irm: what tells the label in one place alone is not relied on in another', async () => {
    expect(await withoutPenalty('irm', 'accuracy')).toBeLessThan(0.2)
    expect(resultOf('irm.yaml').validation.accuracy).toBeGreaterThan(0.7)
  })

  test.each([
    ['two-spirals.yaml', 'accuracy', 0.97],
    ['friedman.yaml', 'r2', 0.9],
    ['heat-equation.yaml', 'r2', 0.9999],
    ['rings.yaml', 'accuracy', 0.9],
    ['digits.yaml', 'accuracy', 0.98],
    ['digits-rows.yaml', 'accuracy', 0.98],
    ['door-gru.yaml', 'accuracy', 0.98],
    ['door-attention.yaml', 'accuracy', 0.98],
  ])('%s', (name, metric, least) => {
    expect(resultOf(name).validation[metric]).toBeGreaterThanOrEqual(least)
  })

  test.each(['door-gru.yaml', 'door-attention.yaml'])('%s with a penalty', async (name) => {
    const penalty = ['--set', 'penalties.inputGradient=0.02']
    const { out } = await project.run(['train', join(configs, name), '--json', '-q', ...penalty])
    const { validation }: Trained = JSON.parse(out)
    expect(validation.accuracy).toBeGreaterThanOrEqual(0.98)
  })
})

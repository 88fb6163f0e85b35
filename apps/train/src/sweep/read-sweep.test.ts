import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, blobsConfig, Project } from '../cli/project.fixture.ts'
import { readSweep } from './read-sweep.ts'
import { firstPoints, trialCount, trialsOf } from './trials.ts'

let project: Project
beforeAll(() => {
  project = new Project()
  project.write('blobs.csv', blobs(40))
  project.write('blobs.yaml', blobsConfig)
})
afterAll(() => project.remove())

const read = (text: string, set: readonly string[] = []): ReturnType<typeof readSweep> =>
  readSweep(project.write('sweep.yaml', text), { set, cwd: project.folder })

/** What is wrong with a sweep, without the folder. */
const faults = async (text: string): Promise<string[]> => {
  const message = await read(text).then(
    () => '',
    (error: Error) => error.message,
  )
  return message.replaceAll(`${project.folder}/`, '').split('\n')
}

describe('a sweep', () => {
  test('of a grid has every combination, the last parameter changing first, with every seed', async () => {
    const sweep = await read(`
config: blobs.yaml
parameters:
  optimizer: [adam, { sgd: { learningRate: 0.1 } }]
  training.batchSize: { integer: [8, 10] }
seeds: 2
`)
    expect(trialCount(sweep)).toBe(12)
    const trials = trialsOf(sweep, 0, firstPoints(sweep))
    expect(trials.map(({ values }) => values[1])).toEqual([8, 8, 9, 9, 10, 10, 8, 8, 9, 9, 10, 10])
    expect(trials.map(({ seed }) => seed).slice(0, 4)).toEqual([3, 4, 3, 4])
    expect(sweep.objective).toEqual({ metric: 'loss', direction: 'minimize' })
  })

  test('of random points or of a Sobol sequence begins with the same points when it grows', async () => {
    for (const kind of ['random', 'sobol']) {
      const of = async (points: number, more = ''): Promise<unknown[]> => {
        const sweep = await read(`
config: blobs.yaml
parameters:
  optimizer.adam.learningRate: { log: [1e-4, 1e-1] }
  training.batchSize: { logInteger: [4, 32] }${more}
search: { ${kind}: { points: ${points}, seed: 5 } }
`)
        return trialsOf(sweep, 0, [...Array(points).keys()]).map(({ values }) => values.slice(0, 2))
      }
      const large = await of(6)
      expect(await of(3)).toEqual(large.slice(0, 3))
      expect(await of(6, '\n  penalties.inputGradient: [0, 1]')).toEqual(large)
      expect(new Set(large.map(String)).size).toBe(6)
    }
  })

  test('of successive halving has rounds, each of a third of the points', async () => {
    const sweep = await read(`
config: blobs.yaml
parameters: { training.batchSize: { integer: [4, 32] } }
search: { halving: { points: 10, epochs: [1, 2, 4] } }
seeds: [7, 8]
objective: accuracy
`)
    expect(sweep.rounds.map(({ points }) => points)).toEqual([10, 4, 2])
    expect(trialCount(sweep)).toBe(32)
    expect(trialsOf(sweep, 1, [2, 5]).map(({ index }) => index)).toEqual([20, 21, 22, 23])
    expect(sweep.objective.direction).toBe('maximize')
  })

  test('is changed by --set as a config is', async () => {
    const text = 'config: blobs.yaml\nparameters: { training.batchSize: [4] }\n'
    const sweep = await read(text, ['seeds=3', 'budget.trials=2'])
    expect(sweep.rounds[0]?.seeds).toEqual([3, 4, 5])
    expect(trialCount(sweep)).toBe(2)
  })
})

describe('what is wrong with a sweep is told with its place', () => {
  test('in the file itself', async () => {
    expect(
      await faults(`config: blobs.yaml
parameters:
  optimizer.adam.learningRate: { log: [0, 1] }
  training.batchSize: 8
  training.epochs: [.inf]
search: { sobl: { points: 2 } }
sedes: 3
`),
    ).toEqual([
      'sweep.yaml:3:32 parameters.optimizer.adam.learningRate: must lie above 0 to be logarithmic, got 0',
      expect.stringMatching(/^sweep.yaml:4:23 .*batchSize: must be a list of values, or a range/),
      expect.stringMatching(/^sweep.yaml:5:20 .*epochs: must be a list of values that are finite/),
      'sweep.yaml:6:11 search.sobl: unknown key; did you mean "sobol"?',
      'sweep.yaml:7:1 sedes: unknown key; did you mean "seeds"?',
    ])
  })

  test('in the values of its parameters, which are checked against the config', async () => {
    expect(
      await faults(`config: blobs.yaml
parameters:
  optimizer.adam.learningRat: { log: [1e-4, 1e-1] }
  penalties.inputGradient: [0, nope, -1]
  training.batchSize: { linear: [1, 8] }
  model.layers.7.dense.units: [8]
search: { sobol: { points: 8 } }
`),
    ).toEqual([
      'sweep.yaml:3:3 optimizer.adam.learningRat: unknown key; did you mean "learningRate"?',
      expect.stringMatching(/^sweep.yaml:4:32 penalties.inputGradient: must be .*, got "nope"$/),
      expect.stringMatching(/^sweep.yaml:4:38 penalties.inputGradient: must be .*, got -1$/),
      expect.stringMatching(
        /^sweep.yaml:5:23 training.batchSize: must be a positive integer, got \d/,
      ),
      'sweep.yaml:6:32 model.layers.7.dense.units: model.layers has entries 0 to 0, got "7"',
    ])
  })

  test.each([
    ['optimizer: [adam]\n  optimizer.adam.learningRate: [1]', 'lies within optimizer'],
    ['seed: [1, 2]', 'name seeds beside parameters'],
    ['a..b: [1]', 'must be keys of the config joined by dots'],
    ['a.__proto__.b: [1]', 'the key "__proto__" is not allowed, as it stands for'],
    ['training.batchSize: { linear: [1, 8] }', 'a grid needs steps'],
    ['training.batchSize: { integer: [1, 2000000] }', 'a grid must have at most 100000 points'],
  ])('%s', async (parameter, words) => {
    const [first] = await faults(`config: blobs.yaml\nparameters:\n  ${parameter}\n`)
    expect(first).toMatch(/^sweep.yaml:[34]:\d/)
    expect(first).toContain(words)
  })

  test.each([
    ['{ optimizer.adam.beta1: 0.8 }', 'set.optimizer.adam.beta1: lies within optimizer, which'],
    ['{ a: {}, a.b: 1 }', 'set.a.b: lies within a, which the sweep sets as well'],
  ])(
    'set: %s, which the values of a parameter or another of set would replace',
    async (set, words) => {
      const parameters = 'optimizer: [{ adam: {} }, { sgd: {} }]'
      const [first] = await faults(
        `config: blobs.yaml\nset: ${set}\nparameters: { ${parameters} }\n`,
      )
      expect(first).toMatch(/^sweep.yaml:2:\d/)
      expect(first).toContain(words)
    },
  )

  test.each([
    ['acuracy', 'there is no metric "acuracy"; did you mean "accuracy"?'],
    ['test.accuracy', 'by the test part nothing is chosen'],
  ])('objective %s', async (metric, words) => {
    const text = `config: blobs.yaml\nparameters: { training.batchSize: [4] }\nobjective: ${metric}\n`
    const [fault] = await faults(text)
    expect(fault).toContain('sweep.yaml:3:12 objective: ')
    expect(fault).toContain(words)
  })

  test('and a config in its place is named as one', async () => {
    expect(await faults(blobsConfig)).toEqual([
      expect.stringContaining('got a config; write a file'),
    ])
  })
})

test('the sweeps of the guide, and the one that is shipped, are sweeps', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const guide = readFileSync(join(root, 'docs/guides/sweeps.md'), 'utf8')
  const blocks = [...guide.matchAll(/^```yaml\n(config:.*?)^```$/gms)].map(([, text = '']) => text)
  expect(blocks.length).toBeGreaterThan(1)
  for (const text of blocks) await read(text.replace('../configs/', join(root, 'configs/')))
  const shipped = join(root, 'configs/sweeps/two-moons.yaml')
  const sweep = await readSweep(shipped, { set: ['search.sobol.points=4'], cwd: project.folder })
  expect(trialCount(sweep)).toBe(12)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, type Outcome, Project } from './project.fixture.ts'

const project = new Project()

const config = (settings: string): string => `
seed: 3
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: { units: 3, activation: tanh } }] }
penalties: { l2: 0.001 }
${settings}`

beforeAll(() => {
  project.write('blobs.csv', blobs(80))
  project.write(
    'blobs.yaml',
    config('optimizer: { lbfgs: { history: 5 } }\ntraining: { epochs: 4, batchSize: 100 }'),
  )
})
afterAll(() => project.remove())

const train = (...more: string[]): Promise<Outcome> =>
  project.run(['train', 'blobs.yaml', '--json', '--quiet', ...more])

interface Result {
  readonly [name: string]: unknown
}

const linesOf = (run: unknown): Result[] =>
  project
    .read(`${String(run).slice(project.folder.length)}/metrics.jsonl`)
    .trim()
    .split('\n')
    .map((line): Result => JSON.parse(line))

describe('an optimizer that evaluates several times a step', () => {
  test.each(['lbfgs', 'newtonCg', 'gaussNewton'])(
    '%s takes a step an epoch, tells its evaluations, and gives the same bits eagerly',
    async (optimizer) => {
      const choice = ['--set', `optimizer={ ${optimizer}: {} }`]
      const [compiled, eager] = [await train(...choice), await train(...choice, '--eager')]
      expect([compiled.code, compiled.err]).toEqual([0, ''])
      const result: Result = JSON.parse(compiled.out)
      expect(JSON.parse(eager.out).digest).toBe(result.digest)
      const lines = linesOf(result.run)
      expect(lines.map(({ step }) => step)).toEqual([1, 2, 3, 4])
      expect(lines.at(-1)?.evaluations).toBe(result.evaluations)
      // One to begin with, and what the line searches took.
      expect(result.evaluations).toBeGreaterThanOrEqual(5)
      expect(result.evaluations).toBeLessThan(20)
      const losses = lines.map(({ training }) => Number(Reflect.get(Object(training), 'loss')))
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
    },
  )

  test('evaluates anew where the weight of a penalty has changed or a constraint has moved weights', async () => {
    const still: Result = JSON.parse((await train()).out)
    for (const change of [
      'penalties={ l2: { weight: { linear: { from: 0.001, to: 0.002 } } } }',
      'constraints={ maxNorm: 0.5 }',
    ]) {
      const changing: Result = JSON.parse((await train('--set', change)).out)
      expect(changing.evaluations).toBeGreaterThanOrEqual(Number(still.evaluations) + 2)
    }
  })

  test('goes by schedules of the loss, whichever derivatives it takes', async () => {
    const smoothing =
      'lossTransforms.labelSmoothing={ smoothing: { linear: { from: 0.3, to: 0 } } }'
    for (const optimizer of ['lbfgs', 'newtonCg', 'gaussNewton']) {
      const choice = ['--set', `optimizer={ ${optimizer}: {} }`, '--set', smoothing]
      const { code, err, out } = await train(...choice)
      expect([code, err]).toEqual([0, ''])
      const losses = linesOf(JSON.parse(out).run).map(({ training }) =>
        Number(Reflect.get(Object(training), 'loss')),
      )
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
    }
  })

  test('updates running statistics once a step', async () => {
    const layers = 'model.layers=[{ dense: 4 }, batchNorm]'
    const { code, err, out } = await train('--set', layers, '--set', 'average={ ema: 0.5 }')
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out).status).toBe('finished')
  })

  test('ends training in words where it has converged', async () => {
    const tolerance = ['--set', 'optimizer.lbfgs.gradientTolerance=0.01']
    const { out } = await train(...tolerance, '--set', 'training.epochs=200')
    expect(JSON.parse(out)).toMatchObject({
      status: 'converged',
      stopped: 'the gradient, or what a step changes, is below its tolerance',
    })
    const told = await project.run(['train', 'blobs.yaml', ...tolerance])
    expect(told.out).not.toContain('undefined')
  })

  test('refuses what would give it another objective each time, all at once, with the way out', async () => {
    project.write(
      'noisy.yaml',
      `
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: 6 }, { residual: [{ dropout: 0.5 }] }] }
optimizer: lbfgs
batchTransforms: { gaussianNoise: 0.1 }
gradientTransforms: { clipByGlobalNorm: 1 }
penalties: { jacobian: { weight: 0.1, projections: 1 } }
lossTransforms: { labelSmoothing: 0.1, mine: { selectiveBackprop: 1 } }
training: { batches: balanced }
`,
    )
    const { code, err } = await project.run(['validate', 'noisy.yaml'])
    expect(code).toBe(2)
    for (const words of [
      'training.batchSize: lbfgs takes all 64 training rows in each step, got 32; set training.batchSize: 64 or more',
      'training.batches: lbfgs takes all rows once in each step, so none can come more often than others; set classWeights: balanced',
      'gradientTransforms.clipByGlobalNorm: lbfgs needs the gradient as it is',
      'batchTransforms.gaussianNoise: lbfgs needs the same batch each time it evaluates',
      'model.layers.1: lbfgs needs the same objective each time it evaluates, and residual draws random numbers',
      'penalties.jacobian: lbfgs needs the same objective each time it evaluates',
      'lossTransforms.mine: lbfgs needs the same objective each time it evaluates, and this change of the loss draws random numbers',
    ])
      expect(err).toContain(words)
    expect(err).not.toContain('lossTransforms.labelSmoothing')
    const { err: ofValues } = await project.run([
      ...['validate', 'noisy.yaml', '--set', 'data.target=x'],
      ...['--set', 'lossTransforms={ selectiveBackprop: 1 }', '--set', 'training.batches=shuffled'],
    ])
    expect(ofValues).toContain('lossTransforms.selectiveBackprop: lbfgs needs the same objective')
  })
})

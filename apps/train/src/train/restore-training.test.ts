import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import { catalogue, libraryOnly } from '@sobolev/nn'
import { afterAll, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import type { AnyDefinition } from '../config/method-options.ts'
import { InputError } from '../errors.ts'
import { type Checkpoint, checkpointOf, encodeCheckpoint } from '../run/checkpoint.ts'
import { decodeFile } from '../run/safetensors.ts'
import { type Batch, gatherBatch } from './batch.ts'
import { beginning } from './lane.ts'
import { MemberTraining } from './member-training.ts'
import { MethodConfigs, requiredValues } from './method-configs.fixture.ts'
import type { Prepared } from './prepare.ts'
import { snapshotOf } from './snapshot.ts'

const configs = new MethodConfigs()
afterAll(() => configs.remove())

const none = { epoch: 0, value: Number.NaN, latest: 0 }

/** What a checkpoint file would hold now. */
function stored(prepared: Prepared): Checkpoint {
  const snapshot = snapshotOf(prepared, [new MemberTraining(prepared, 0)])
  const checkpoint = snapshot(
    {
      ...{ member: 0, position: beginning, best: none, stopping: none, training: null },
      watch: { told: [], largest: [], bounded: [] },
      ...{ notices: [], lines: 0, seconds: 0, earlier: null, earlierSteps: 0 },
    },
    null,
  )
  return checkpointOf(decodeFile(Buffer.concat(encodeCheckpoint(checkpoint)), 'x'), 'x')
}

const batches = new WeakMap<object, Batch>()

function takeSteps({ trainer, dataset, evaluated }: Prepared, from: number, to: number): void {
  const { training, validation } = dataset
  const order = Int32Array.from({ length: training.rows }, (_, index) => index)
  const { inputShape } = trainer.learner
  for (let step = from; step < to; step++) {
    // What takes all rows is given the same batch in each step.
    const begin = trainer.takesAllRows ? 0 : 7 * step
    const known = trainer.takesAllRows ? batches.get(trainer) : undefined
    const batch = known ?? gatherBatch(training, order, begin, begin + 9, inputShape)
    batches.set(trainer, batch)
    trainer.take(batch, new Rng(1).split('step'), step)
    evaluated.afterEpoch(step + 1, trainer)
    trainer.observe(evaluated.figures(trainer, validation).loss ?? 0)
  }
}

const remembering = [
  'optimizer',
  'gradientTransform',
  'average',
  'weighting',
  'ensemble',
  'schedule',
]

/** Whether a method may remember something from step to step. */
const remembers = (definition: AnyDefinition): boolean =>
  definition.kind === 'penalty'
    ? definition.make(definition.example.options).init !== undefined
    : remembering.includes(definition.kind)

test.each(
  catalogue.definitions
    .filter(remembers)
    .filter((definition) => libraryOnly(definition) === null)
    .map((definition) => [`${definition.kind} ${definition.name}`, definition] as const),
)('%s goes on from a checkpoint as if it had not stopped', async (_, definition) => {
  const text = configs.textOf([{ definition, options: requiredValues(definition) }])
  const config = parseConfig(text, join(configs.folder, 'a.yaml'))
  const whole = await configs.prepare(config)
  takeSteps(whole, 0, 2)
  const checkpoint = stored(whole)
  const resumed = await configs.prepare(config)
  resumed.trainer.restore(checkpoint, 'x')
  resumed.evaluated.restore(checkpoint, 0)
  expect(stored(resumed)).toEqual(checkpoint)
  for (const prepared of [whole, resumed]) takeSteps(prepared, 2, 3)
  expect(stored(resumed)).toEqual(stored(whole))
})

test('a checkpoint of another optimizer is refused by name, and nothing has changed', async () => {
  const prepare = async (optimizer: unknown) =>
    configs.prepare(parseConfig(configs.textOf([], { optimizer }), join(configs.folder, 'a.yaml')))
  const [adam, sgd] = [await prepare('adam'), await prepare({ sgd: { momentum: 0.5 } })]
  expect(() => sgd.trainer.restore(stored(adam), 'x.safetensors')).toThrow(InputError)
  expect(() => sgd.trainer.restore(stored(adam), 'x.safetensors')).toThrow(
    /x\.safetensors: does not fit its config: restore: the state must hold ".*; bring the file of the run back/,
  )
})

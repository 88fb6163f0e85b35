/**
 * Trains three members of an ensemble together and one after the other, with each method of the catalogue in the
 * config, and makes sure that weights and all that is remembered are the same, bit for bit. `npm run members`, or
 * `npm run members -- penalty optimizer` for some kinds alone.
 */
import { join } from 'node:path'
import { catalogue, libraryOnly } from '@sobolev/nn'
import type { Config } from '../src/config/config.ts'
import { parseConfig } from '../src/config/load.ts'
import { InputError } from '../src/errors.ts'
import { fit } from '../src/train/fit.ts'
import { MemberTraining } from '../src/train/member-training.ts'
import { MethodConfigs, requiredValues } from '../src/train/method-configs.fixture.ts'

/** What does not change how a member is trained. */
const others = ['ensemble', 'metric', 'calibration']
const kinds = process.argv.slice(2)
const configs = new MethodConfigs()

/** All that each member comes to, as text. */
async function train(config: Config, areTogether: boolean): Promise<string[]> {
  const prepared = await configs.prepare(config)
  const members = [0, 1, 2].map((number) => new MemberTraining(prepared, number))
  const trainings = members.map(({ training }) => training)
  for (const group of areTogether ? [trainings] : trainings.map((training) => [training]))
    await fit({
      ...{ ...config.training, trainings: group, batchSize: 5, epochs: 2 },
      signal: new AbortController().signal,
      validate: (validated) => validated.map(() => ({ loss: 0 })),
      onStep() {},
      onEpoch: () => false,
    })
  return members.map(({ trainer }) => {
    const tensors = [trainer.weights(), trainer.remembered(), trainer.optimizer.state()]
    return JSON.stringify(
      tensors.map((named) =>
        Object.entries(named).map(([name, { data }]) => [
          name,
          Array.from(data, (value) => (Object.is(value, -0) ? '-0' : String(value))),
        ]),
      ),
    )
  })
}

let [same, refused] = [0, 0]
for (const definition of catalogue.definitions) {
  const { kind, name } = definition
  if (libraryOnly(definition) !== null || others.includes(kind)) continue
  if (kinds.length > 0 && !kinds.includes(kind)) continue
  try {
    const text = configs.textOf([{ definition, options: requiredValues(definition) }], {
      ensemble: { deepEnsemble: { members: 3, together: true } },
    })
    const config = parseConfig(text, join(configs.folder, 'members.yaml'))
    const [apart, together] = [await train(config, false), await train(config, true)]
    if (apart.every((member, index) => member === together[index])) same++
    else {
      process.exitCode = 1
      console.log(`${kind} ${name}: members have other bits together than alone`)
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    refused++
    console.log(`${kind} ${name}: ${error.message}`)
  }
}
configs.remove()
console.log(
  `${same} methods train members together with the bits of each alone, ${refused} say why not`,
)

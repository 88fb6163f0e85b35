import { tensor } from '@sobolev/core'
import { afterAll, expect, test } from 'vitest'
import { Project } from '../../apps/train/src/cli/project.fixture.ts'
import { loadConfig, type Prepared, prepare } from '../../apps/train/src/in-browser.ts'
import { toStored } from '../../apps/train/src/train/stored-weights.ts'
import { AskedModel } from './asked-model.ts'
import { InputPlane } from './plane.ts'

const project = new Project()
afterAll(() => project.remove())

const rows = Array.from(
  { length: 40 },
  (_, i) => `${i},${(i * 7) % 40},${i % 3 === 0 ? 'a' : 'b'}\n`,
)
project.write('table.csv', `x,y,label\n${rows.join('')}`)

async function prepared(name: string, more: string): Promise<Prepared> {
  const path = project.write(
    name,
    `data: { file: table.csv, target: label }\nmodel: { layers: [{ dense: 4 }] }\n${more}\n`,
  )
  return prepare(await loadConfig(path), { signal: new AbortController().signal, onReading() {} })
}

test.each(['tabM', 'batchEnsemble'])(
  'while %s is trained, its picture is that of all members, as it is at the end',
  async (method) => {
    const of = await prepared(`${method}.yaml`, `ensemble: { ${method}: { members: 3 } }`)
    const plane = InputPlane.of(of, { across: null, up: null, arrows: true })
    if (plane === null) throw new TypeError('there must be a plane')
    const model = new AskedModel(of)
    const underWay = model.picture(plane, true)
    model.finish(toStored(of.trainer.weights()))
    expect(underWay).toEqual(model.picture(plane, true))
  },
)

test('the border of a picture is the threshold, a fitted one from the end on', async () => {
  const thresholds = async (name: string, threshold: string) => {
    const of = await prepared(name, `threshold: ${threshold}`)
    const plane = InputPlane.of(of, { across: null, up: null, arrows: false })
    if (plane === null) throw new TypeError('there must be a plane')
    const model = new AskedModel(of)
    const underWay = model.picture(plane, false).threshold
    const weights = of.evaluated.weights(of.trainer)
    model.finish(toStored({ ...weights, 'calibration.threshold': tensor(0.25) }))
    return [underWay, model.picture(plane, false).threshold]
  }
  expect(await thresholds('number.yaml', '0.25')).toEqual([0.25, 0.25])
  expect(await thresholds('fitted.yaml', 'f1')).toEqual([null, 0.25])
})

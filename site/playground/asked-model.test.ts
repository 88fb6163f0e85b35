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

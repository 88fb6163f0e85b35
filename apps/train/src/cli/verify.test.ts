import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blobs, blobsConfig, type Outcome, Project } from './project.fixture.ts'

const project = new Project()
let run = ''
beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
  await project.run(['train', 'blobs.yaml', '--eager'])
  run = project.runs()[0] ?? ''
})
afterAll(() => project.remove())

const verify = (...more: string[]): Promise<Outcome> =>
  project.run(['verify', 'blobs', '--eager', ...more])

/** Runs `work` while a file has another text. */
async function withText(name: string, text: string, work: () => Promise<void>): Promise<void> {
  const before = project.read(name)
  project.write(name, text)
  await work().finally(() => project.write(name, before))
}

test('a run is the same to the last bit, as a whole and in its first epochs', async () => {
  const { code, out } = await verify()
  expect(code).toBe(0)
  expect(out).toContain('same    weights and figures of 5 epochs, and the final weights\n')
  expect(out).toMatch(/the same to the last bit\n$/)
  const { code: ofTwo, out: json } = await verify('--epochs', '2', '--json', '--quiet')
  expect([ofTwo, JSON.parse(json)]).toMatchObject([0, { same: true, epochs: 2, digest: null }])
  // Nothing is left in the folder of runs.
  expect(project.runs()).toEqual([run])
})

test('the first epoch that differs is told, with its steps and tensors', async () => {
  const lines = project.read(`${run}/metrics.jsonl`).split('\n')
  const third: { digest: string; checksums: string } = JSON.parse(lines[2] ?? '')
  const checksums = `${third.checksums.slice(0, 8)}00000000${third.checksums.slice(16)}`
  const changed = JSON.stringify({ ...third, checksums, digest: 'f'.repeat(64) })
  const log = [...lines.slice(0, 2), changed, ...lines.slice(3)].join('\n')
  await withText(`${run}/metrics.jsonl`, log, async () => {
    const { code, out, err } = await verify()
    expect(code).toBe(1)
    expect(out).toContain('same     weights and figures of 2 epochs\n')
    expect(err).toContain(
      `error: ${run} is not repeated: first in epoch 3 (steps 9 to 12): the weights: layers.0.kernel\n`,
    )
  })
})

test('figures of the final weights are repeated too', async () => {
  const changed = JSON.parse(project.read(`${run}/result.json`))
  changed.validation.accuracy = 0.125
  await withText(`${run}/result.json`, JSON.stringify(changed), async () => {
    const { code, err } = await verify()
    expect(code).toBe(1)
    expect(err).toContain('the figures validation.accuracy of the final weights\n')
  })
})

test('other figures of the same weights are told by their names', async () => {
  const log = project.read(`${run}/metrics.jsonl`).replace(/"accuracy":[\d.]+/, '"accuracy":0.125')
  await withText(`${run}/metrics.jsonl`, log, async () => {
    const { code, err } = await verify('--epochs', '1')
    expect(code).toBe(1)
    expect(err).toContain('the figures validation.accuracy, of the same weights\n')
  })
})

test('data that have changed are told before anything is repeated, and versions beside it', async () => {
  const environment = JSON.parse(project.read(`${run}/environment.json`))
  const other = JSON.stringify({ ...environment, node: '1.2.3', code: 'ab' })
  await withText(`${run}/environment.json`, other, async () => {
    await withText('blobs.csv', blobs(84), async () => {
      const { code, out, err } = await verify()
      expect(code).toBe(1)
      expect(out).toMatch(
        /data and methods that have changed\n {2}\S*blobs\.csv: the run had sha256 /,
      )
      expect(out).toMatch(/versions and code that differ\n {2}code: the run had ab, here is /)
      expect(out).toMatch(
        /what differs and changes no bit\n {2}node: the run had 1\.2\.3, here is /,
      )
      expect(err).toContain('its data or methods have changed')
    })
  })
})

test('nothing but the places of files may be set, as for resume', async () => {
  for (const key of ['seed', 'training.epochs']) {
    const { code, err } = await verify('--set', `${key}=9`)
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`--set ${key}: a run is repeated as it was, and takes only where`),
    ])
  }
  expect((await verify('--set', `data.file=${project.path('blobs.csv')}`)).code).toBe(0)
})

test('a checkpoint that is not what the result says is told', async () => {
  const result = JSON.parse(project.read(`${run}/result.json`))
  const other = JSON.stringify({ ...result, digest: 'f'.repeat(64) })
  await withText(`${run}/result.json`, other, async () => {
    const { code, err } = await verify()
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('is not repeated: the final weights\n'),
    ])
  })
})

test('resume says of a finished run that it is, and goes on with more epochs', async () => {
  const finished = await project.run(['resume', 'blobs', '--json'])
  expect(finished).toMatchObject({ code: 0, err: expect.stringContaining('is finished: 5 epochs') })
  expect(JSON.parse(finished.out).status).toBe('finished')
  const longer = await project.run(['resume', 'blobs', '--epochs', '6', '--eager'])
  expect(longer).toMatchObject({ code: 0, out: expect.stringContaining('finished after 6 epochs') })
  expect(longer.err).toContain(`run ${run} goes on after epoch 5 of 6, step 20\n`)
  expect((await verify()).code).toBe(0)
  expect(existsSync(project.path(`${run}/lock.json`))).toBe(false)
})

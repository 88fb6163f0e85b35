import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())

/** Writes what a finished run keeps, as far as a list reads it. */
function writeRun(name: string, id: string, result?: object): void {
  const folder = `runs/${name}/${id}`
  project.write(`${folder}/config.yaml`, `name: ${name}\n`)
  if (result !== undefined) project.write(`${folder}/result.json`, JSON.stringify(result))
}

beforeAll(() => {
  const finished = { status: 'finished', seconds: 2, digest: 'ab', test: { accuracy: 0.7 } }
  writeRun('moons', '20260101-120000.000-0001', {
    ...{ ...finished, epochs: 5, seed: 3, validation: { loss: 0.5, accuracy: 0.8 } },
  })
  writeRun('moons-2', '20260102-120000.000-0002', {
    ...{
      ...finished,
      status: 'stoppedEarly',
      epochs: 9,
      validation: { loss: 0.25, accuracy: 0.6 },
    },
  })
  writeRun('plane', '20260103-120000.000-0003')
  project.write(
    'runs/plane/20260103-120000.000-0003/metrics.jsonl',
    '{"epoch":1,"step":3,"training":{"loss":1},"validation":{"loss":2,"r2":0.1}}\n{"ep',
  )
  writeRun('damaged', '20260104-120000.000-0004')
  project.write('runs/damaged/20260104-120000.000-0004/result.json', '{')
})

const list = async (...argv: readonly string[]): Promise<string> => {
  const { code, out, err } = await project.run(['list', ...argv])
  expect([code, argv.includes('--json') ? err : '']).toEqual([0, ''])
  return out
}

/** The names in a list, from above to below. */
const names = async (...argv: readonly string[]): Promise<string[]> =>
  (await list(...argv))
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(' ')[0] ?? '')

test('runs with their states and figures, the latest last', async () => {
  const lines = (await list()).split('\n').map((line) => line.replace(/ +/g, ' '))
  expect(lines[0]).toBe('name id started state epochs time loss accuracy r2')
  expect(lines.slice(1).map((line) => line.replace(/ \d{4}-\d\d-\d\d \d\d:\d\d/, ''))).toEqual([
    'moons 20260101-120000.000-0001 finished 5 2.0 s 0.5000 0.8000 –',
    'moons-2 20260102-120000.000-0002 stoppedEarly 9 2.0 s 0.2500 0.6000 –',
    'plane 20260103-120000.000-0003 unfinished 1 – 2.000 – 0.1000',
    'damaged 20260104-120000.000-0004 unfinished 0 – – – –',
    '',
  ])
})

test.each<[argv: string[], names: string[]]>([
  [['moons'], ['moons']],
  [['moons*'], ['moons', 'moons-2']],
  [['m.*'], []],
  [
    ['--state', 'unfinished', '--state', 'stoppedEarly'],
    ['moons-2', 'plane', 'damaged'],
  ],
  [
    ['--since', '2026-01-03'],
    ['plane', 'damaged'],
  ],
  [['--before', '2026-01-02T00:00'], ['moons']],
  [
    ['--sort', 'accuracy'],
    ['plane', 'damaged', 'moons-2', 'moons'],
  ],
  [
    ['--sort', 'loss', '--reverse', '--limit', '2'],
    ['moons', 'moons-2'],
  ],
  [
    ['--sort', 'name', '--limit', '2'],
    ['moons-2', 'plane'],
  ],
])('list %j: %j', async (argv, expected) => {
  expect(await names(...argv)).toEqual(expected)
})

test('a date without a time is midnight on the clock here', async () => {
  const zone = process.env.TZ
  // Where it is 3 January 14 hours before it is in UTC.
  process.env.TZ = 'Pacific/Kiritimati'
  try {
    const later = ['moons-2', 'plane', 'damaged']
    expect(await names('--since', '2026-01-03')).toEqual(later)
    expect(await names('--before', '2026-01-03')).toEqual(['moons'])
    expect(await names('--since', '2026-01')).toEqual(['moons', ...later])
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

test('other figures, of the test part too', async () => {
  const lines = (await list('moons*', '--figure', 'test.accuracy')).split('\n')
  expect(lines[0]).toMatch(/time {2}test\.accuracy$/)
  expect(lines[1]).toMatch(/ 0\.7000$/)
  const { err } = await project.run(['list', '--figure', 'acuracy'])
  expect(err).toContain('no run has the figure acuracy; there are loss, accuracy, test.accuracy')
})

test('an order by a figure that no run has is told', async () => {
  const { code, err } = await project.run(['list', '--sort', 'acuracy', '--figure', 'loss'])
  expect([code, err.split('\n').at(-2)]).toEqual([
    0,
    'no run has the figure acuracy; there are loss, accuracy, test.accuracy, r2',
  ])
})

test('--json has all of each run, and what is damaged', async () => {
  const [first, , , last] = JSON.parse(await list('--json'))
  expect(first).toEqual({
    ...{ name: 'moons', id: '20260101-120000.000-0001', state: 'finished', epochs: 5, seconds: 2 },
    ...{ path: project.path('runs/moons/20260101-120000.000-0001'), seed: 3, digest: 'ab' },
    started: '2026-01-01T12:00:00.000Z',
    validation: { loss: 0.5, accuracy: 0.8 },
    test: { accuracy: 0.7 },
  })
  expect(last.problem).toContain('result.json')
})

test('nothing to list is said, and a wrong filter refused', async () => {
  const none = await project.run(['list', '--output', 'nowhere'])
  expect([none.code, none.out, none.err]).toEqual([
    0,
    '',
    'no runs in nowhere; sobolev train makes one, and --output names another folder\n',
  ])
  expect((await project.run(['list', 'x*'])).err).toBe('none of the 4 runs in runs is meant\n')
  const wrong = await project.run(['list', '--since', 'yesterday'])
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('must be a date such as')])
  expect((await project.run(['list', '--state', 'done'])).code).toBe(2)
})

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobs, blobsConfig, Project, plane } from '../cli/project.fixture.ts'
import { attribute, ParsedPage, textOf } from './page.fixture.ts'

const project = new Project()
const hostile = '<script>alert(1)</script>'
let run = ''

beforeAll(async () => {
  // Names of a column and of a class, and one in the config.
  const csv = blobs(80).replace('x,y', `${hostile},y`).replaceAll(/,b$/gm, `,${hostile}`)
  project.write('blobs.csv', csv)
  const config = blobsConfig.replace('inputGradient: 0.01', `"${hostile}": { inputGradient: 0.01 }`)
  project.write('blobs.yaml', config)
  await project.run(['train', 'blobs.yaml', '-q'])
  run = project.runs()[0] ?? ''
})
afterAll(() => project.remove())

const titlesIn = (page: ParsedPage): string[] => page.named('h3').map(textOf)

describe('the page of a run', () => {
  test('is whole, loads nothing and runs nothing', async () => {
    const { code, out, err } = await project.run(['report', run])
    expect([code, out, err]).toEqual([0, `${run}/report.html\n`, ''])
    const page = new ParsedPage(project.read(`${run}/report.html`))
    expect(page.faults()).toEqual([])
    const policies = page.named('meta').flatMap((meta) => attribute(meta, 'content') ?? [])
    expect(policies).toContainEqual(expect.stringMatching(/^default-src 'none'; script-src 'none'/))
  })

  test('has a picture of everything that there is to see of a classifier of two numbers', async () => {
    await project.run(['report', run, '-o', 'all.html', '--files', 'files'])
    const page = new ParsedPage(project.read('all.html'))
    expect(titlesIn(page)).toEqual([
      'Loss',
      ...['accuracy', 'auc', 'inputGradientNorm', 'logLoss'],
      ...[hostile, 'Shares of the penalties in what is trained on'],
      'Confusion matrix',
      'Receiver operating characteristic',
      'Precision over recall',
      'Calibration (reliability diagram)',
      'How sure the model is',
      'What is predicted over the plane of the inputs',
      'Norms of the input gradients',
      'Input gradients by column',
      'Importance of columns',
      ...['y', hostile].map((column) => `Partial dependence on ${column}`),
      'accuracy under the fast gradient sign method',
    ])
    expect(page.named('svg')).toHaveLength(titlesIn(page).length)
    const files = readdirSync(project.path('files'))
    expect(files.filter((name) => name.endsWith('.svg'))).toHaveLength(titlesIn(page).length)
    expect(project.read('files/roc.csv')).toMatch(/^"?false positive rate"?,/)
    expect(textOf(page.named('pre')[0])).toContain(hostile)
  })

  test('says why there are no pictures of the model where the data are gone', async () => {
    project.write('gone.csv', blobs(40))
    project.write('gone.yaml', blobsConfig.replace('blobs.csv', 'gone.csv'))
    await project.run(['train', 'gone.yaml', '-q'])
    project.write('gone.csv', blobs(44))
    const { code, err } = await project.run(['report', 'runs/gone', '-o', 'gone.html'])
    expect(code).toBe(0)
    expect(err).toMatch(
      /^note: Without pictures of the model on rows: gone\.csv: has changed since training .*go on with --data-changed, or give sobolev evaluate a CSV file\.\n$/,
    )
    const page = new ParsedPage(project.read('gone.html'))
    expect(page.faults()).toEqual([])
    expect(textOf(page.named('header')[0])).toMatch(/gone\.csv: has changed since training/)
    expect(titlesIn(page)).toContain('accuracy')
    expect(titlesIn(page)).not.toContain('Confusion matrix')
    await project.run(['report', 'runs/gone', '-o', 'gone.html', '--data-changed'])
    const evaluated = new ParsedPage(project.read('gone.html'))
    expect(titlesIn(evaluated)).toContain('Confusion matrix')
    expect(textOf(evaluated.named('header')[0])).toContain('The data have changed since training.')
  })
})

test('terms whose names differ in what no file name has are drawn one by one', async () => {
  const names = ['гладкость', 'наклон', 'a_b', 'a-b', 'a b 2']
  const penalties = names.map((name) => `${name}: { inputGradient: 0.1 }`).join(', ')
  const metrics = 'metrics: { "r-0": brierScore, "R 0": brierScore }\naverage: ema\n'
  const config = blobsConfig
    .replace('inputGradient: 0.01', penalties)
    .replace('epochs: 5', 'epochs: 1')
  project.write('named.yaml', config + metrics)
  await project.run(['train', 'named.yaml', '-q'])
  for (const words of [['runs/named'], ['runs/named', run]]) {
    const { code, err } = await project.run([
      'report',
      ...words,
      '-o',
      'named.html',
      '--files',
      'f',
    ])
    expect([code, err]).toEqual([0, expect.stringMatching(/^f: \d+ files\n$/)])
    const page = new ParsedPage(project.read('named.html'))
    expect(page.faults()).toEqual([])
    for (const name of names) expect(titlesIn(page)).toContain(name)
    expect(readdirSync(project.path('f'))).toContain('penalty-unnamed-2.svg')
  }
})

test.each([
  [['--part', 'test'], '--part test: the run has no test part; train with data.test, or give'],
  [['--set', 'data.delimiter=;'], '--set data.delimiter: goes with a CSV file only'],
  [
    ['blobs', '--part', 'test'],
    '--part test: goes with one run, whose model is looked at on rows, got 2',
  ],
  [['blobs', '--data-changed'], '--data-changed: goes with one run'],
])('what is asked for with %j and cannot be is an error, and no page', async (words, message) => {
  const { code, out, err } = await project.run(['report', 'blobs', ...words, '-o', 'no.html'])
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(message)
  expect(readdirSync(project.folder)).not.toContain('no.html')
})

test('a damaged checkpoint is said, and the page has what else there is', async () => {
  const checkpoint = `${run}/last.safetensors`
  const whole = readFileSync(project.path(checkpoint))
  writeFileSync(project.path(checkpoint), whole.subarray(0, 3000))
  const { code, err } = await project.run(['report', run, '-o', 'damaged.html'])
  const { out } = await project.run(['report', run, '-o', 'damaged.html', '--json'])
  writeFileSync(project.path(checkpoint), whole)
  expect(code).toBe(0)
  expect(err).toMatch(`note: Without pictures of the model on rows: ${checkpoint}: `)
  expect(JSON.parse(out).remarks).toEqual([expect.stringMatching('last.safetensors: ')])
})

test('a regression has its residuals, and says what its loss is of', async () => {
  project.write('plane.csv', plane(60))
  project.write(
    'plane.yaml',
    'data: { file: plane.csv, target: height, scaleTarget: log }\nmodel: { layers: [] }\ntraining: { epochs: 3 }\n',
  )
  await project.run(['train', 'plane.yaml', '-q'])
  await project.run(['report', 'runs/plane', '-o', 'plane.html'])
  const page = new ParsedPage(project.read('plane.html'))
  expect(page.faults()).toEqual([])
  expect(titlesIn(page)).toEqual(
    expect.arrayContaining([
      'Predicted and true values',
      'Residuals over predictions',
      'R² under the fast gradient sign method',
    ]),
  )
  const paragraphs = page.named('p').map(textOf)
  expect(paragraphs).toContain(
    'The loss is of the target through log, standardised, as it is trained on; errors are in the units of the file.',
  )
  await project.run(['train', 'plane.yaml', '-q', '--set', 'data.scaleTarget=false'])
  await project.run(['report', ...project.runs().filter((path) => path.includes('plane'))])
  const both = new ParsedPage(project.read('report.html')).named('p').map(textOf)
  expect(both.filter((text) => text.startsWith('The loss is of'))).toHaveLength(1)
  await project.run(['report', 'plane'])
  expect(project.read(`${project.runs().at(-1)}/report.html`)).not.toContain('The loss is of')
})

test('where a run went on after a stop stands among its surroundings, of a run that was stopped', async () => {
  const rowsOf = async (): Promise<string[]> => {
    await project.run(['report', run, '-o', 'resumed.html'])
    return new ParsedPage(project.read('resumed.html')).named('tr').map(textOf)
  }
  expect((await rowsOf()).join('\n')).not.toContain('resumed')
  const file = `${run}/environment.json`
  const environment = JSON.parse(project.read(file))
  const started = '2026-01-31T12:00:00.000Z'
  project.write(
    file,
    JSON.stringify({ ...environment, resumed: [{ started, epoch: 3, step: 12 }] }),
  )
  expect(await rowsOf()).toContain(`resumed${started}, after epoch 3, step 12`)
  project.write(file, JSON.stringify(environment))
})

test('several runs are drawn over each other, with a table of their figures', async () => {
  await project.run(['train', 'blobs.yaml', '-q', '--set', 'seed=4'])
  const { code, out } = await project.run(['report', ...project.runs().slice(0, 2), '--json'])
  expect([code, JSON.parse(out).output]).toEqual([0, project.path('report.html')])
  const page = new ParsedPage(project.read('report.html'))
  expect(page.faults()).toEqual([])
  expect(textOf(page.named('h1')[0])).toBe('2 runs')
  expect(titlesIn(page)).toContain('Loss, validation')
})

test('what is no report is not overwritten, and what is no run is said', async () => {
  project.write('report.html', '<p>mine</p>')
  const words = ['report', ...project.runs().slice(0, 2)]
  const { code, err } = await project.run(words)
  expect([code, err]).toEqual([
    2,
    'error: report.html: is there already and is no report; name another file with --output\n',
  ])
  expect(project.read('report.html')).toBe('<p>mine</p>')
  const missing = await project.run(['report', 'runs/nowhere'])
  expect([missing.code, missing.err]).toEqual([
    2,
    "error: runs/nowhere: no such run; give a run's folder, its id, or a name below runs\n",
  ])
})

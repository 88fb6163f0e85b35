import { afterAll, expect, test } from 'vitest'
import { Project } from '../cli/project.fixture.ts'
import { code, codeBlock, plainText, table } from './markdown.ts'

const project = new Project()
afterAll(() => project.remove())

test('a run ends with a card that tells what the model is', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const size = i % 9 === 0 ? '' : (i * 7) % 11
    return `${size},${i % 3 === 0 ? 'red' : 'blue|`x`'},${i % 2 === 0 ? 'yes' : 'no'}`
  })
  project.write('odd.csv', `<script>,colour,label\n${rows.join('\n')}\n`)
  project.write(
    'odd.yaml',
    `
name: odd_one
data: { file: odd.csv, target: label }
model: { layers: [{ dense: 3 }] }
penalties: { calm: { inputGradient: { weight: 0.1 } } }
average: { ema: { decay: 0.5 } }
training: { epochs: 1 }
`,
  )
  const { out } = await project.run(['train', 'odd.yaml', '--json', '-q'])
  const { digest, validation } = JSON.parse(out)
  const card = project.read(`${project.runs()[0]}/README.md`)
  const headings = card.split('\n').filter((line) => line.startsWith('#'))
  expect(headings).toEqual([
    '# odd\\_one',
    ...['Figures', 'Data', 'Model', 'Regularization', 'Training', 'Limits', 'Use'].map(
      (title) => `## ${title}`,
    ),
  ])
  expect(card).toContain(
    'Tells 2 classes of `label` apart: `no` and `yes`, of a row with 3 features',
  )
  expect(card).toContain(`| \`loss\` | ${Number(validation.loss.toPrecision(4))} | – |`)
  expect(card).toMatch(/\| `<script>` \| input \| numbers \| 0 to 10 \| 5 missing: filled with /)
  expect(card).toContain('2 texts: `` blue\\|`x` `` and `red`')
  expect(card).toContain('**`calm`, a `inputGradient`** (penalty): ')
  expect(card).toContain('Drucker &amp; LeCun 1992, “Improving generalization performance')
  expect(card).toContain('**`ema`** (average of the weights): ')
  expect(card).toContain(`SHA-256 of the weights: \`${digest}\``)
  expect(card).toMatch(/`odd\.csv` \| 40 \| \d+ \| `[0-9a-f]{64}` \|/)
})

test.each([
  ['', 'last epoch'],
  [', earlyStopping: { patience: 4 }', 'best epoch by validation'],
])(
  'of several trainings card and summary tell no epoch of the last one for that of all, with %j',
  async (stopping, kept) => {
    const rows = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${i % 3},${(i * 5) % 13}`)
    project.write('several.csv', `a,b,y\n${rows.join('\n')}\n`)
    const name = `several-${stopping.length}`
    project.write(
      'several.yaml',
      `
name: ${name}
data: { file: several.csv, target: y, task: regression }
model: { layers: [{ dense: 3 }] }
optimizer: { adam: { learningRate: { linear: { from: 0.01, to: 2, duration: 5 } } } }
penalties: { l2: 0.01 }
ensemble: { deepEnsemble: 2 }
training: { epochs: 5, batchSize: 8${stopping} }
`,
    )
    const { out, code } = await project.run(['train', 'several.yaml'])
    expect(code).toBe(0)
    expect(out).toMatch(/\npenalties of the last member, last epoch \d\n/)
    expect(out).not.toContain('the best by')
    const card = project.read(`${project.runs().find((path) => path.includes(name))}/README.md`)
    expect(card).toContain(`weights of the members, each of its ${kept}\n`)
    expect(card).toContain('In the last epoch of the last member its value was ')
  },
)

test('the card says how columns and target are scaled, and where predictions end', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${(i % 5) * 3 + 1}`)
  project.write('prices.csv', `size,price\n${rows.join('\n')}\n`)
  project.write(
    'prices.yaml',
    `
data: { file: prices.csv, target: price, task: regression, scaleTarget: log1p, clampPredictions: true, scale: minMax }
model: { layers: [{ dense: 3 }] }
training: { epochs: 1 }
`,
  )
  await project.run(['train', 'prices.yaml', '-q'])
  const card = project.read(`${project.runs().find((path) => path.includes('prices'))}/README.md`)
  expect(card).toMatch(
    /\| `price` \| target \| numbers \| 1 to 13 \| {2}\| log1p, then \(x−[\d.]+\)\/[\d.]+ \|/,
  )
  expect(card).toMatch(/\| `size` \| input \| numbers \| 0 to 6 \| {2}\| x\/6 \|/)
  expect(card).toContain(
    'Predictions end at 1 and 13, the range of the target in the training part.',
  )
  expect(card).toContain('validation `loss`: of the target through log1p, standardised')
})

test('texts show as they are', () => {
  expect(plainText('a_b *c* <b> & [d](e)\n`f`')).toBe(
    'a\\_b \\*c\\* &lt;b&gt; &amp; \\[d\\](e) \\`f\\`',
  )
  expect([code('a'), code('a`b'), code('`'), code('a|b'), code('')]).toEqual([
    '`a`',
    '``a`b``',
    '`` ` ``',
    '`a\\|b`',
    '(empty)',
  ])
  expect(codeBlock('a\n```\nb', 'sh')).toBe('````sh\na\n```\nb\n````\n')
  expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |\n')
  expect(table(['a'], [])).toBe('')
})

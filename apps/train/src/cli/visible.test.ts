import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryIo } from './memory-io.fixture.ts'
import { blobs, blobsConfig, Project } from './project.fixture.ts'
import { VisibleOutput, visible, visibleLine } from './visible.ts'

test.each([
  ['\u001b[31mred\u001b]0;title\u0007', '\\u001b[31mred\\u001b]0;title\\u0007'],
  ['a\rb\tc\u0000\b\u007f\u009b2J', 'a\\rb\\tc\\u0000\\u0008\\u007f\\u009b2J'],
  ['abc\u202edef\u2066\u200f\u061c', 'abc\\u202edef\\u2066\\u200f\\u061c'],
  [
    'a\u200bb\u200d\u00ad\ufeff\u2060\u3164\u180e',
    'a\\u200bb\\u200d\\u00ad\\ufeff\\u2060\\u3164\\u180e',
  ],
  ['a\u2028b\u2029\ud800', 'a\\u2028b\\u2029\\ud800'],
  ['tag \u{e0041}', 'tag \\udb40\\udc41'],
  ['Größe 日本 🙂 ½ "x" \\ a\nb', 'Größe 日本 🙂 ½ "x" \\ a\nb'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown)
  expect(visible(shown)).toBe(shown)
})

test('a name with a line feed stays on its line', () => {
  expect(visibleLine('a\nerror: forged')).toBe('a\\nerror: forged')
})

test('JSON keeps its value', () => {
  const value = { 'a\u202eb': ['\u009b', '\u{e0041}', '\ud800', 'x\u2028\n'] }
  expect(JSON.parse(visible(JSON.stringify(value, null, 2)))).toEqual(value)
})

test('an output passes on what a terminal must know', () => {
  const io = memoryIo({ isTTY: true })
  const output = new VisibleOutput(io.stderr)
  output.write('\u001b[2J')
  output.unchanged.write('\u001b[0m')
  expect(io.err()).toBe('\\u001b[2J\u001b[0m')
  expect(output.isTTY).toBe(true)
})

// A command of the terminal, a mark of direction, a blank of no width, and a line feed.
const hostile = 'h\u001b[31m\u202e\u200b\u009b\nerror: forged'
const inYaml = 'h\\e[31m\\u202e\\u200b\\x9b\\nerror: forged'
const harmful = /(?!\n)[\p{Cc}\p{Cf}]/u

const project = new Project()
beforeAll(() => {
  const table = blobs(80)
  project.write('plain.csv', table)
  project.write('plain.yaml', blobsConfig.replace('blobs.csv', 'plain.csv'))
  const renamed = table
    .replace('x,y,label', `"x${hostile}",y,"${hostile}"`)
    .replaceAll(/,b$/gm, `,"${hostile}"`)
  project.write('hostile.csv', renamed)
  const config = blobsConfig.replace('blobs.csv', 'hostile.csv')
  project.write('hostile.yaml', config.replace('target: label', `target: "${inYaml}"`))
})
afterAll(() => project.remove())

/** Fails for a character that a terminal obeys, or a line that the program did not write. */
function expectHarmless(text: string): void {
  expect(text).not.toMatch(harmful)
  expect(text).not.toMatch(/^\s*error: forged/m)
}

test.each<[string, string[]]>([
  ['an unknown option', ['train', `--${hostile}`, 'plain.yaml']],
  ['an unknown command', [hostile]],
  ['a path that is not there', ['train', `${hostile}.yaml`]],
  ['a run that is not there', ['evaluate', hostile]],
  ['an override without a value', ['validate', 'plain.yaml', '--set', hostile]],
  ['a key of an override', ['validate', 'plain.yaml', '--set', `data.${hostile}=1`]],
  ['a value of an override', ['validate', 'plain.yaml', '--set', `data.task="${inYaml}"`]],
  ['a column of an override', ['validate', 'plain.yaml', '--set', `data.exclude=["${inYaml}"]`]],
  ['a name', ['validate', 'plain.yaml', '--set', `name="${inYaml}"`]],
  ['a number', ['train', 'plain.yaml', '--threads', hostile]],
])('%s that would steer a terminal is shown, not obeyed', async (_, argv) => {
  const { code, out, err } = await project.run(argv)
  expect(code).toBe(2)
  expect(err).toMatch(/^error:/)
  expectHarmless(out)
  expectHarmless(err)
})

test('keys of a config are shown, not obeyed', async () => {
  project.write('keys.yaml', `${blobsConfig}"${inYaml}": { "${inYaml}": 1 }\n`)
  const { code, err } = await project.run(['validate', 'keys.yaml'])
  expect(code).toBe(2)
  expect(err).toContain('h\\u001b[31m\\u202e\\u200b\\u009b\\nerror: forged: unknown key')
  expectHarmless(err)
})

test('classes and columns are shown by every command, and kept by files', async () => {
  const checked = await project.run(['validate', 'hostile.yaml'])
  expect(checked.out).toContain('h\\u001b[31m\\u202e')
  const trained = await project.run(['train', 'hostile.yaml', '--set', 'name=run'])
  const run = project.runs().find((path) => path.includes('/run/')) ?? ''
  const evaluated = await project.run(['evaluate', run])
  const predicted = await project.run(['predict', run, 'hostile.csv', '-o', 'out.csv'])
  for (const outcome of [checked, trained, evaluated, predicted]) {
    expect(outcome.code).toBe(0)
    expectHarmless(outcome.out)
    expectHarmless(outcome.err)
  }
  // A file, and a program that reads stdout, get the cells as they are; a person does not.
  const written = project.read('out.csv')
  expect(written).toContain(`,"${hostile}"`)
  const piped = await project.run(['predict', run, 'hostile.csv'])
  expect(piped.out).toBe(written)
  const terminal = project.io({ isTTY: true })
  await project.run(['predict', run, 'hostile.csv', '--quiet'], terminal)
  expect(terminal.out()).toContain('h\\u001b[31m')
  expect(terminal.out()).not.toMatch(harmful)
})

test('a cell in an error is shown, not obeyed', async () => {
  project.write('cell.csv', blobs(20).replace(/\n[^,]+,/, `\n"${hostile}",`))
  const columns = '{x: {type: numeric}}'
  const file = project.path('cell.csv')
  const argv = ['validate', 'plain.yaml', '--set', `data.file=${file}`]
  const { code, err } = await project.run([...argv, '--set', `data.columns=${columns}`])
  expect(code).toBe(2)
  expect(err).toContain('h\\u001b[31m')
  expectHarmless(err)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from '../cli/project.fixture.ts'
import { scripts } from './scripts.ts'

const project = new Project()
afterAll(() => project.remove())
beforeAll(() => {
  project.write('configs/moons.yaml', '')
  project.write('configs/notes.txt', '')
  project.write('points.csv', '')
  project.write('runs/moons/20260131-120000.000-1a2b/config.yaml', 'name: moons\n')
})

/** What is offered for the last of some words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { code, out, err } = await project.run(['complete', 'bash', '--', ...words])
  expect([code, err]).toEqual([0, ''])
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0] ?? '')
}

test.each<[words: string[], candidates: string[]]>([
  [['va'], ['validate']],
  [
    ['config', ''],
    ['show', 'diff', 'help'],
  ],
  [['train', '--th'], ['--threads']],
  [['train', '--threads', ''], []],
  [
    ['predict', '--formulas', ''],
    ['escape', 'keep'],
  ],
  [['predict', '--formulas=k'], ['--formulas=keep']],
  [['train', 'con'], ['configs/']],
  [['train', 'configs/'], ['configs/moons.yaml']],
  [['train', '--output', 'r'], ['runs/']],
  [['evaluate', 'm'], ['moons']],
  [['evaluate', '2026'], ['20260131-120000.000-1a2b']],
  [['evaluate', '--part', 'test', 'moons', 'p'], ['points.csv']],
  [['config', 'diff', 'configs/moons.yaml', 'mo'], ['moons']],
  [['complete', 'z'], ['zsh']],
  [['explain', 'inputGradientN'], ['inputGradientNorm']],
  [['explain', 'smoothn'], ['smoothness']],
  [['train', '--set', 'training.ep'], ['training.epochs=']],
  [['train', '--set', 'traini'], ['training.']],
  [['train', '--', '--th'], []],
  [['nothing', 'else'], []],
])('%j: %j', async (words, candidates) => {
  expect(await offered(...words)).toEqual(candidates)
})

test('every command and every option is offered, with what it is', async () => {
  const { out } = await project.run(['--help'])
  const listed = Array.from(out.matchAll(/^ {2}([a-z]+) {2,}\S/gm), ([, name]) => name)
  expect(await offered('')).toEqual(listed)
  const { out: lines } = await project.run(['complete', 'fish', '--', 'train', '--see'])
  expect(lines).toBe('')
  const { out: json } = await project.run(['complete', 'fish', '--', 'train', '--json'])
  expect(json).toBe('--json\tprint the result as JSON, and nothing else, on stdout\n')
})

test('there is a script for each shell', async () => {
  for (const [shell, script] of scripts) {
    expect((await project.run(['complete', shell])).out).toBe(script)
    expect(script).toContain(`complete ${shell} -- `)
  }
})

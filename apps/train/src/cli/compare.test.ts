import { afterAll, describe, expect, it } from 'vitest'
import { writeStoredRun } from '../compare/stored-run.fixture.ts'
import { Project } from './project.fixture.ts'
import { widthOf } from './text-width.ts'

const project = new Project()
afterAll(() => project.remove())

/** Deviations that look random, without a mean. */
const noise = [0.31, -1.2, 0.84, -0.4, 1.3, -0.75, 0.1, -0.2, 1.05, -1.05]

/** Writes runs of seeds from 1 on, with a loss around `loss`. */
function runs(
  name: string,
  loss: number,
  {
    seeds = 8,
    from = 0,
    weight = 0,
    ...parts
  }: { seeds?: number; from?: number; weight?: number; data?: string; output?: string } = {},
): void {
  for (let i = 0; i < seeds; i++) {
    const value = loss + 0.1 * loss * (noise[(i * (1 + from) + from) % noise.length] ?? 0)
    writeStoredRun(project.path(parts.output ?? 'runs'), {
      ...parts,
      ...{ name, id: `2026010${from}-1200${10 + i}.000-aaaa`, seed: 1 + i + from },
      validation: { loss: value, accuracy: 1 - value, inputGradientNorm: null },
      test: { loss: value * 1.1 },
      config: { penalties: weight === 0 ? {} : { inputGradient: { weight, p: 2 } } },
    })
  }
}

runs('plain', 0.3)
runs('smooth', 0.25, { weight: 0.5 })
runs('again', 0.3, { from: 3 })
runs('pair', 0.2, { seeds: 2 })
runs('single', 0.2, { seeds: 1 })
runs('other-data', 0.3, { data: 'b'.repeat(64) })

const json = async (...words: string[]) => {
  const { code, out, err } = await project.run(['compare', ...words, '--json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('sobolev compare', () => {
  it('finds a difference larger than the spread, in pairs, and which way it is', async () => {
    const { figures, summaries, groups } = await json('plain', 'smooth')
    expect(groups[1].config).toEqual({ 'penalties.inputGradient': { weight: 0.5, p: 2 } })
    expect(summaries).toMatchObject([
      { label: 'smooth', verdict: 'difference', better: ['loss', 'accuracy', 'test.loss'] },
    ])
    const [loss] = figures
    expect(loss).toMatchObject({ part: 'validation', name: 'loss', better: 'smaller' })
    const { difference } = loss.groups[1]
    expect(difference).toMatchObject({ pairs: 8, verdict: 'better' })
    expect(difference.difference).toBeCloseTo(-0.05, 3)
    expect(difference.interval[1]).toBeLessThan(0)
    expect(loss.groups[0]).toMatchObject({ runs: 8, difference: null })
  })

  it('calls noise no difference, and says how many seeds would show one', async () => {
    const { figures, summaries } = await json('plain', 'again')
    expect(summaries[0]).toMatchObject({ verdict: 'no difference', better: [], worse: [] })
    const { difference } = figures[0].groups[1]
    expect(difference).toMatchObject({ verdict: 'no difference', pairs: 5 })
    expect(difference.seedsNeeded).toBeGreaterThan(8)
    const { out } = await project.run(['compare', 'plain', 'again'])
    expect(out).toContain('again beside plain: no difference that is larger than the spread')
  })

  it('compares runs of other data as independent, and says so', async () => {
    const { figures, notices } = await json('plain', 'other-data')
    expect(figures[0].groups[1].difference.pairs).toBeNull()
    expect(notices).toEqual([expect.stringContaining('different data')])
  })

  it('tells no difference of one or two runs', async () => {
    const { summaries } = await json('plain', 'single', 'pair')
    expect(summaries.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'too few runs',
      'too few runs',
    ])
    expect(summaries[0].text).toContain('one run only, of which no spread is known')
    expect(summaries[1].text).toContain('two seeds only')
  })

  it('compares as independent what makes two pairs alone, though each has three seeds', async () => {
    const output = 'shifted'
    runs('first', 0.3, { output, seeds: 3 })
    runs('second', 0.2, { output, seeds: 3, from: 1 })
    const { figures, summaries } = await json('shifted/first', 'shifted/second')
    const { difference } = figures[0].groups[1]
    expect(difference).toMatchObject({ pairs: null, seeds: 3, interval: expect.any(Array) })
    expect(summaries[0].verdict).not.toBe('too few runs')
  })

  it('says where two groups share no figure, however many seeds they have', async () => {
    writeStoredRun(project.path('untested'), {
      ...{ name: 'untested', id: '1', seed: 1 },
      validation: { loss: 0.3 },
    })
    const { summaries } = await json('plain', 'untested', '--figure', 'test.loss')
    expect(summaries).toMatchObject([
      {
        verdict: 'no shared figure',
        text: 'untested beside plain: no figure is known of both, so there is nothing to compare',
      },
    ])
  })

  it('groups by the config, or by a key', async () => {
    const byConfig = await json('runs', '--by', 'config')
    expect(byConfig.groups).toHaveLength(2)
    const byKey = await json('runs/plain', 'runs/smooth', '--by', 'penalties.inputGradient.weight')
    expect(byKey.groups.map(({ label }: { label: string }) => label)).toEqual([
      'weight=0.5',
      'weight=–',
    ])
    const { code, err } = await project.run([
      'compare',
      'runs',
      '--by',
      'penalties.inputGradient.wieght',
    ])
    expect(code).toBe(2)
    expect(err).toContain(
      '--by penalties.inputGradient.wieght: no run has this key; did you mean "penalties.inputGradient.weight"?',
    )
  })

  it('takes the names of trials for no setting', async () => {
    const trials = [0.1, 0.2].flatMap((weight) => [1, 2, 2].map((seed) => ({ weight, seed })))
    for (const [index, { weight, seed }] of trials.entries())
      writeStoredRun(project.path('sweep'), {
        ...{ name: `trial-000${index}`, id: `${index}`, seed },
        validation: { loss: weight + seed },
        config: { penalties: { l1: { weight } } },
      })
    for (const by of ['penalties.l1.weight', 'config']) {
      const { groups, notices } = await json('sweep', '--by', by)
      expect(groups.map(({ runs }: { runs: unknown[] }) => runs.length)).toEqual([2, 2])
      expect(notices).toEqual([expect.stringContaining('2 runs of a seed that a later run has')])
    }
  })

  it('compares with the baseline that is named', async () => {
    const { baseline, summaries } = await json('plain', 'smooth', '--baseline', 'smooth')
    expect(baseline).toBe('smooth')
    expect(summaries).toMatchObject([{ label: 'plain', worse: ['loss', 'accuracy', 'test.loss'] }])
    const { code, err } = await project.run(['compare', 'plain', 'smooth', '--baseline', 'smoth'])
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: --baseline smoth: there is no such group; did you mean "smooth"?\n',
    })
  })

  it('fits 80 columns', async () => {
    const { out } = await project.run(['compare', 'runs', '--by', 'config'])
    expect(Math.max(...out.split('\n').map(widthOf))).toBeLessThanOrEqual(80)
  })

  it('counts a run that was repeated once, and leaves out what did not end', async () => {
    const output = project.path('odd')
    const run = { name: 'odd', seed: 1, validation: { loss: 0.5 } }
    writeStoredRun(output, { ...run, id: '1' })
    writeStoredRun(output, { ...run, id: '2' })
    writeStoredRun(output, { ...run, id: '3', status: null })
    const { groups, notices } = await json('odd')
    expect(groups[0].runs).toEqual([{ path: project.path('odd/odd/2'), seed: 1 }])
    expect(notices).toEqual([
      '1 run left out (1 unfinished): odd/3',
      '1 run of a seed that a later run has, too: that one counts, as the same again is no further evidence',
    ])
  })

  it('writes cells that no spreadsheet runs', async () => {
    const output = project.path('formulas')
    for (const [index, name] of ['=1+1', '@x'].entries())
      writeStoredRun(output, { name, id: '1', seed: index, validation: { '=2': 1, loss: 1 } })
    await project.run(['compare', 'formulas/=1+1', 'formulas/@x', '--csv', 'out.csv'])
    const cells = project.read('out.csv').split(/[,\r\n]+/)
    expect(cells).toContain("'=1+1")
    expect(cells).toContain("'=2")
    expect(cells.filter((cell) => /^[=@]/.test(cell))).toEqual([])
  })

  it('writes a page in which names from runs are text', async () => {
    const output = project.path('scripts')
    for (const [index, name] of ['<script>a', 'b'].entries())
      for (const seed of [1, 2, 3])
        writeStoredRun(output, {
          ...{ name, id: `${seed}`, seed },
          validation: { loss: seed + 10 * index, '"<b>': seed * seed },
        })
    const groups = ['compare', 'scripts/<script>a', 'scripts/b']
    const { code, err } = await project.run([...groups, '-o', 'c.html', '--csv', 'c.csv'])
    expect([code, err]).toEqual([0, 'c.csv: written\nc.html: written\n'])
    const page = project.read('c.html')
    expect(page).toContain('&lt;script&gt;a')
    expect(page).not.toMatch(/<script|<b>/)
    expect(page.match(/<svg /g)).toHaveLength(4)
  })

  it('says nothing beside the result with --quiet', async () => {
    writeStoredRun(project.path('runs'), {
      name: 'alone',
      id: '1',
      seed: 1,
      validation: { loss: 1 },
    })
    writeStoredRun(project.path('runs'), {
      name: 'alone',
      id: '2',
      seed: 2,
      validation: { loss: 2 },
    })
    const loud = await project.run(['compare', 'alone', '--csv', 'alone.csv'])
    const quiet = await project.run(['compare', 'alone', '--csv', 'alone.csv', '-q'])
    expect(loud.err).toContain('alone.csv: written\nAll these runs have one config')
    expect([quiet.err, quiet.out]).toEqual(['', loud.out])
  })

  it('shows what a terminal would obey', async () => {
    writeStoredRun(project.path('escapes'), {
      ...{ name: 'escapes', id: '1', seed: 1 },
      validation: { 'lo\u001b[31mss': 1 },
    })
    const { out } = await project.run(['compare', 'escapes'])
    expect(out).toContain('lo\\u001b[31mss')
  })

  it.each([
    [['nothing'], 'nothing: no such run'],
    [
      ['plain', '--figure', 'acuracy'],
      '--figure acuracy: no run has this figure; did you mean "accuracy"?',
    ],
    [['plain', '--confidence', '100'], 'must be a number from 50 to 99.9'],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await project.run(['compare', ...words])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

/**
 * Trains every shipped config and writes what it reaches into its comment, and draws the README's picture:
 * `npm run figures`. `npm run test:long` fails where they are stale. Those of `configs/reproduce` and `configs/downloads`
 * take minutes, or data that are not shipped: their comments can be stale until somebody runs this.
 * `npm run figures -- reproduce/jacobian-digits.yaml` trains that one alone, and draws nothing.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawSurfaces } from './decision-surface.ts'
import {
  frontPageCaption,
  frontPageFigures,
  frontPageFile,
  frontPagePicture,
  showcases,
  trainShowcase,
  withCaption,
} from './front-page.ts'
import {
  configNames,
  configs,
  heldOutLine,
  longConfigNames,
  type Trained,
  withHeldOut,
} from './held-out.ts'

const main = join(import.meta.dirname, '../../apps/train/src/main.ts')
const runs = mkdtempSync(join(tmpdir(), 'figures-'))

const sobolev = (...words: string[]): string =>
  execFileSync(process.execPath, ['--import', 'tsx', main, ...words], { encoding: 'utf8' })

function train(name: string): Trained {
  const file = join(configs, name)
  const trained = JSON.parse(sobolev('train', file, '--json', '--quiet', '--output', runs))
  const line = heldOutLine(trained)
  writeFileSync(file, withHeldOut(readFileSync(file, 'utf8'), line))
  console.log(`${name}: ${line}`)
  return trained
}

const all = [...configNames, ...longConfigNames()]
const named = process.argv.slice(2)
const unknown = named.filter((name) => !all.includes(name))
if (unknown.length > 0)
  throw new RangeError(`figures: configs must be of ${all.join(', ')}, got ${unknown.join(', ')}`)
const trained = new Map((named.length > 0 ? named : all).map((name) => [name, train(name)]))
if (named.length === 0) draw(trained)
rmSync(runs, { recursive: true })

/** The pictures of the README, and the captions that tell their figures. */
function draw(trained: ReadonlyMap<string, Trained>): void {
  const [plain, penalised] = ['two-moons.yaml', 'two-moons-penalty.yaml'].map((name) =>
    trained.get(name),
  )
  if (plain === undefined || penalised === undefined)
    throw new RangeError('figures: the picture needs two-moons.yaml and two-moons-penalty.yaml')
  drawSurfaces(
    [
      ['without a penalty', plain],
      ['with inputGradient', penalised],
    ],
    sobolev,
  )

  const trainWith = (...words: string[]): Trained =>
    JSON.parse(sobolev('train', ...words, '--json', '--quiet'))
  const frontPage = Object.fromEntries(
    showcases.map((showcase) => {
      const figuresOf = (isPenalised: boolean): number[] =>
        [1, 2, 3, 4, 5].map((seed) => trainShowcase(showcase, { seed, isPenalised }, trainWith))
      return [showcase.config, { without: figuresOf(false), with: figuresOf(true) }]
    }),
  )
  writeFileSync(frontPageFigures, `${JSON.stringify(frontPage, null, 2)}\n`)
  writeFileSync(frontPageFile, frontPagePicture(frontPage))
  const readme = join(configs, '../README.md')
  writeFileSync(readme, withCaption(readFileSync(readme, 'utf8'), frontPageCaption(frontPage)))
}

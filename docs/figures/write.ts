/**
 * Trains every shipped config and writes what it reaches into its comment, and draws the README's picture:
 * `npm run figures`. `figures.test.ts` fails where they are stale. The configs whose data are not shipped are trained
 * where `datasets/downloads` is there, and their comments can be stale until then.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawSurfaces } from './decision-surface.ts'
import {
  configNames,
  configs,
  downloadedConfigNames,
  heldOutLine,
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

const trained = new Map(
  [...configNames, ...downloadedConfigNames()].map((name) => [name, train(name)]),
)
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
rmSync(runs, { recursive: true })

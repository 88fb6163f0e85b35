/** A method of a user's own, in a project that has the packages installed. */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from './packed.mjs'

const penalties = `import { mean, Tensor } from '@sobolev/core'
import { catalogue, definePenalty, option, type Evaluation } from '@sobolev/nn'

export const mine = definePenalty({
  name: 'mine',
  summary: 'Keeps the outputs small.',
  formula: 'mean |f(x)|ⁿ',
  paper: { authors: 'Me', year: 2026, title: 'Notes' },
  cost: 'none to speak of',
  when: 'As an example.',
  options: { square: option.flag({ default: false, words: 'whether their square is penalised' }) },
  example: { value: 1 },
  make: ({ square }) => ({ outputs }: Evaluation) => {
    if (!(outputs instanceof Tensor) || !catalogue.of('penalty').has('inputGradient'))
      throw new Error('must share the packages of sobolev')
    return mean(square ? outputs.square() : outputs.abs())
  },
})
`

const config = `use: ./my-penalties.ts
data: { file: points.csv, target: y }
model: { layers: [{ dense: { units: 4, activation: tanh } }] }
penalties: { mine: { weight: 0.1, square: true }, inputGradient: 0.1 }
training: { epochs: 2 }
`

/** Throws unless `sobolev` trains with a penalty of the project's own, and names its line where it fails. */
function checkTraining(sobolev, app) {
  const rows = Array.from({ length: 40 }, (_, row) => `${row % 7},${row % 5},${row % 3}.5\n`)
  writeFileSync(join(app, 'points.csv'), `a,b,y\n${rows.join('')}`)
  writeFileSync(join(app, 'own.yaml'), config)
  const { run: folder } = JSON.parse(run(sobolev, ['train', 'own.yaml', '--json', '--quiet'], app))
  const recorded = readFileSync(resolve(app, folder, 'config.yaml'), 'utf8')
  const sha256 = createHash('sha256').update(penalties).digest('hex')
  if (!recorded.includes(sha256))
    throw new Error(`train: config.yaml must hold the SHA-256 of my-penalties.ts, got\n${recorded}`)
  writeFileSync(join(app, 'wrong.ts'), penalties.replace('mean(square ?', '(square ?'))
  const args = ['train', 'own.yaml', '--set', 'use=./wrong.ts']
  const { status, stderr } = spawnSync(sobolev, args, { cwd: app, encoding: 'utf8' })
  if (status !== 2 || !stderr.includes('wrong.ts:5:3 mine: a penalty must give'))
    throw new Error(`train: must name the line of a penalty, got ${status} and ${stderr}`)
}

/** Throws unless `sobolev` explains a penalty of the project's own, trains with it, and names the line of an error in it. */
export function checkOwnMethods(app) {
  const sobolev = join(app, 'node_modules/.bin/sobolev')
  writeFileSync(join(app, 'my-penalties.ts'), penalties)
  const card = run(sobolev, ['explain', 'mine', '--use', './my-penalties.ts'], app)
  for (const words of ['Keeps the outputs small.', 'mean |f(x)|ⁿ', 'mine: { weight: 0.1 }'])
    if (!card.includes(words)) throw new Error(`explain: must say "${words}", got\n${card}`)
  writeFileSync(join(app, 'wrong.ts'), penalties.replace('mean(square', 'mean(square('))
  const { status, stderr } = spawnSync(sobolev, ['explain', 'mine', '--use', 'wrong.ts'], {
    cwd: app,
    encoding: 'utf8',
  })
  if (status !== 2 || !stderr.startsWith('error: wrong.ts:16:'))
    throw new Error(`explain: must name the line of an error, got ${status} and ${stderr}`)
  checkTraining(sobolev, app)
}

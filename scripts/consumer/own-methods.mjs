/** A method of a user's own, in a project that has the packages installed. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** Throws unless `sobolev` explains a penalty of the project's own, and names the line of an error in it. */
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
}

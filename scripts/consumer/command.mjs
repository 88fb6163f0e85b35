/** The command `sobolev` as it is packed: what it reads of its own package, the processes it begins, its optional package. */

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './packed.mjs'

const config = `name: small
data: { file: numbers.csv, target: y }
model: { layers: [{ dense: { units: 4, activation: tanh } }] }
training: { epochs: 2 }
`

const sweep = `config: small.yaml
parameters:
  optimizer.adam.learningRate: [0.01, 0.1]
`

const rows = Array.from({ length: 40 }, (_, row) => `${row % 7},${row % 5},${row % 3}.5\n`)

/** Throws unless it trains, makes a config, exports a module that predicts as it does, runs a sweep, and finds @sobolev/queue. */
export async function checkCommand(app) {
  const sobolev = (...args) => run(join(app, 'node_modules/.bin/sobolev'), args, app)
  writeFileSync(join(app, 'numbers.csv'), `a,b,y\n${rows.join('')}`)
  writeFileSync(join(app, 'small.yaml'), config)
  writeFileSync(join(app, 'sweep.yaml'), sweep)
  const { run: folder } = JSON.parse(sobolev('train', 'small.yaml', '--json', '--quiet'))
  sobolev('init', 'numbers.csv', '--target', 'y', '-o', 'made.yaml')
  const read = sobolev('validate', 'made.yaml')
  if (!/^ *b\b/m.test(read)) throw new Error(`validate: must show each column, got ${read}`)

  sobolev('export', folder, '-o', 'model.js')
  const { predict } = await import(join(app, 'model.js'))
  const [predicted] = predict([{ a: '0', b: '0' }])
  const [, line] = sobolev('predict', folder, 'numbers.csv').split('\n')
  const difference = Math.abs(Number(line.split(',')[3]) - predicted.prediction)
  if (!(difference < 1e-5))
    throw new Error(`export: must predict as ${line}, got ${JSON.stringify(predicted)}`)

  const { finished } = JSON.parse(sobolev('sweep', 'sweep.yaml', '--json', '--quiet'))
  if (finished !== 2) throw new Error(`sweep: must finish two trials, got ${finished}`)

  const nobody = spawnSync(
    join(app, 'node_modules/.bin/sobolev'),
    ['worker', 'redis://127.0.0.1:1'],
    { cwd: app, encoding: 'utf8' },
  )
  if (!nobody.stderr.includes('must be a Redis server that answers'))
    throw new Error(`worker: must ask for a Redis server, got ${nobody.stderr}`)
  const names = "import('@sobolev/queue').then((queue) => console.log(Object.keys(queue).join()))"
  const exported = run(process.execPath, ['--eval', names], app)
  if (!exported.includes('JobQueue'))
    throw new Error(`queue: must export JobQueue, got ${exported}`)
}

/** Node itself, by `import` and by `require`. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './run-tool.mjs'

const majors = [20, 22, 24, 26]
const oneCopy = `const required = require('@sobolev/nn')
import('@sobolev/nn').then((imported) => {
  if (required.Dense !== imported.Dense) throw new Error('import and require gave two copies')
  require('./training.cjs')
})
`

/** Needs nothing but the packages. */
export const isBare = true

export const rows = ({ app }) =>
  majors.flatMap((major) => {
    const node = (...words) =>
      runTool('npx', ['-y', '-p', `node@${major}`, 'node', ...words], folder, { mustBeQuiet: true })
    const folder = join(app, 'node')
    const prepare = () => {
      mkdirSync(folder, { recursive: true })
      for (const file of ['training.js', 'training.cjs'])
        cpSync(join(app, file), join(folder, file))
      writeFileSync(join(folder, 'both.cjs'), oneCopy)
    }
    const trains = (file) => {
      prepare()
      return node(file)
    }
    const version = () => node('-p', 'process.versions.node')
    return [
      {
        ...{ tool: `Node ${major}, import`, version, did: 'runs the module' },
        check: () => trains('training.js'),
      },
      {
        ...{ tool: `Node ${major}, require`, version },
        did: 'runs the script; `import` gives the same copy',
        check: () => trains('both.cjs'),
      },
    ]
  })

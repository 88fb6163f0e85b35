/** Jest: as CommonJS, as modules, and with the globals of jsdom. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, versionOf } from './run-tool.mjs'

const test = (load) => `${load}
test('trains', async () => {
  const line = await new Promise((resolve) => {
    globalThis.report = resolve
    start()
  })
  write(line)
})
test('a Uint8Array of the test is the bytes of a file', () => {
  const model = new nn.Dense(2, 3, { rng: new core.Rng(0) })
  const bytes = Uint8Array.from(nn.saveWeights(model))
  expect(nn.loadWeights(model, bytes).loaded).toEqual(['kernel', 'bias'])
  expect(core.tensor(new Float32Array([1, 2])).toArray()).toEqual([1, 2])
  expect(core.tensor([1, 2]).add(1)).toBeInstanceOf(core.Tensor)
})
`
const write = "(line) => writeFileSync(__dirname + '/said', line)"
const commonjs = test(`const { writeFileSync } = require('node:fs')
const core = require('@sobolev/core')
const nn = require('@sobolev/nn')
const start = () => require('./training.cjs')
const write = ${write}`)
const modules = test(`import { writeFileSync } from 'node:fs'
import * as core from '@sobolev/core'
import * as nn from '@sobolev/nn'
const start = () => import('./training.js')
const write = (line) => writeFileSync(new URL('said', import.meta.url), line)`)

const kinds = {
  'Jest, CommonJS': { type: 'commonjs', source: commonjs },
  'Jest, modules': { type: 'module', source: modules, options: '--experimental-vm-modules' },
  'Jest, jsdom': { type: 'commonjs', source: commonjs, environment: 'jsdom' },
  'Jest, jsdom, modules': {
    ...{ type: 'module', source: modules, environment: 'jsdom' },
    options: '--experimental-vm-modules',
  },
}

export const rows = ({ app }) =>
  Object.entries(kinds).map(([tool, { type, source, options = '', environment = 'node' }]) => {
    const folder = join(app, tool.toLowerCase().replaceAll(/\W+/g, '-'))
    const check = async () => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
      for (const file of ['training.js', 'training.cjs'])
        cpSync(join(app, file), join(folder, file))
      writeFileSync(join(folder, 'training.test.js'), source)
      const words = [join(app, 'node_modules/jest/bin/jest.js'), '--rootDir', folder]
      words.push('--testTimeout=120000', `--env=${environment}`)
      await runTool(process.execPath, [...options.split(' ').filter(Boolean), ...words], folder)
      // Jest keeps the console to itself.
      return readFileSync(join(folder, 'said'), 'utf8')
    }
    return { tool, version: () => versionOf(app, 'jest'), did: 'runs a test that trains', check }
  })

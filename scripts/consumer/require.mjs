/** `require`: in Node, where it gives the very module that `import` gives, and in Jest, which cannot load that one. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './packed.mjs'

const inNode = `
const { Tensor } = require('@sobolev/core')
const { Dense } = require('@sobolev/nn')
import('@sobolev/core').then((core) => {
  if (core.Tensor !== Tensor) throw new Error('import and require gave two copies of @sobolev/core')
  for (const [name, value] of Object.entries(core))
    if (/^class/.test(String(value)) && value.name !== name) throw new Error(name + ' is called ' + value.name)
  return import('@sobolev/nn')
}).then((nn) => {
  if (nn.Dense !== Dense) throw new Error('import and require gave two copies of @sobolev/nn')
  console.log('one copy')
})
`
const inJest = (digest) => `
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Tensor, tensor } = require('@sobolev/core')

test('a training in Jest has the digest of Node', async () => {
  const source = readFileSync(join(__dirname, '../training.cjs'), 'utf8')
  const line = await new Promise((report) => new Function('require', 'globalThis', source)(require, { report }))
  expect(line.split(' ')[0]).toBe('${digest}')
  expect(tensor([1, 2]).add(1)).toBeInstanceOf(Tensor)
})
`

/** Checks `require` in Node and in Jest; throws where one fails. */
export function checkRequire(app, digest) {
  const folder = join(app, 'commonjs')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }))
  writeFileSync(join(folder, 'plain.js'), inNode)
  const printed = run(process.execPath, ['--no-warnings', 'plain.js'], folder).trim()
  if (printed !== 'one copy') throw new Error(`require in Node: ${printed}`)
  writeFileSync(join(folder, 'training.test.js'), inJest(digest))
  const jest = join(import.meta.dirname, 'node_modules/jest/bin/jest.js')
  // Jest gives a test 5 s by default, less than a busy machine may take.
  const options = ['--rootDir', folder, '--silent', '--testTimeout=120000']
  run(process.execPath, [jest, ...options], folder)
}

/** Vitest, with the globals of Node and of jsdom. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, versionOf } from './run-tool.mjs'

const test = `import { Rng, Tensor, tensor } from '@sobolev/core'
import { Dense, loadWeights, saveWeights } from '@sobolev/nn'
import { expect, test } from 'vitest'

test('trains', async () => {
  const line = await new Promise((resolve) => {
    globalThis.report = resolve
    import('./training.js')
  })
  console.log(line)
}, 120_000)
test('a Uint8Array of the test is the bytes of a file', () => {
  const model = new Dense(2, 3, { rng: new Rng(0) })
  const bytes = Uint8Array.from(saveWeights(model))
  expect(loadWeights(model, bytes).loaded).toEqual(['kernel', 'bias'])
  expect(tensor([1, 2]).add(1)).toBeInstanceOf(Tensor)
})
`

export const rows = ({ app }) =>
  ['node', 'jsdom'].map((environment) => {
    const folder = join(app, `vitest-${environment}`)
    const check = async () => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      cpSync(join(app, 'training.js'), join(folder, 'training.js'))
      writeFileSync(join(folder, 'training.test.js'), test)
      const words = [join(app, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder]
      const options = { mustBeQuiet: true }
      words.push(`--environment=${environment}`)
      const written = await runTool(process.execPath, words, folder, options)
      return /^[\da-f]+-[\da-f]+ \d$/m.exec(written)?.[0] ?? written
    }
    const tool = environment === 'node' ? 'Vitest' : `Vitest, ${environment}`
    return { tool, version: () => versionOf(app, 'vitest'), did: 'runs a test that trains', check }
  })

/** Type checks of a project that uses the packages: a strict one, and one for each way of resolving modules. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const program = `
import { Rng, tensor, type Tensor } from '@sobolev/core'
import { Dense, Sequential, inputGradient, objective, softmaxCrossEntropy, tanh } from '@sobolev/nn'

const rng = new Rng(1)
const model = new Sequential([
  new Dense(2, 8, { rng: rng.split('hidden') }),
  tanh,
  new Dense(8, 2, { rng: rng.split('output') }),
])
const step = objective({
  model,
  loss: softmaxCrossEntropy,
  penalties: { flat: { penalty: inputGradient(), weight: 0.1 } },
})
const inputs: Tensor = tensor([[1, 2], [3, -1]]).mul(1)
const labels = tensor([0, 1], { dtype: 'int32' })
const { penalties, gradients } = step(inputs, labels, { training: true, rng })
const penalty: number = penalties['flat']?.item() ?? Number.NaN
const shapes: readonly (readonly number[])[] = Object.values(gradients).map(({ shape }) => shape)
// @ts-expect-error: training without a source of randomness cannot be written
export const refused = () => step(inputs, labels, { training: true })
if (!(penalty > 0) || shapes.length !== 4) throw new Error('no penalty was computed')
`
const strict = {
  target: 'es2022',
  lib: ['es2022', 'dom'],
  strict: true,
  noUncheckedIndexedAccess: true,
  types: [],
  noEmit: true,
}
const newest = { ...strict, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true }

/** The newest compiler takes no `node10`; older ones do, and their users have it. */
const ways = [
  ['typescript', { ...newest, module: 'nodenext' }],
  ['typescript', { ...newest, module: 'esnext', moduleResolution: 'bundler' }],
  ['typescript5', { ...strict, module: 'node16' }],
  ['typescript5', { ...strict, module: 'node16' }, 'commonjs'],
  ['typescript5', { ...strict, module: 'esnext', moduleResolution: 'node10' }],
  ['typescript5', { ...strict, module: 'commonjs', moduleResolution: 'node10' }],
]

/** Checks a program in every way, with the compilers in these folders; returns how many ways there are. */
export function checkTypes(app, compilers) {
  for (const [index, [compiler, compilerOptions, type = 'module']] of ways.entries()) {
    const folder = join(app, `types-${index}`)
    mkdirSync(folder)
    const settings = { compilerOptions, files: ['strict.ts'] }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
    writeFileSync(join(folder, 'strict.ts'), program)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const tsc = join(compilers[compiler], 'bin/tsc')
    execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' })
  }
  return ways.length
}

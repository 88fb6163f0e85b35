/**
 * Installs the packed packages into an empty project outside the repository, as a user would, and
 * computes an input-gradient penalty there: in plain JavaScript and in strict TypeScript.
 *
 *     npm run check:packages
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'consumer-'))
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const program = `
import { Rng, tensor } from '@sobolev/core'
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
const inputs = tensor([[1, 2], [3, -1]])
const labels = tensor([0, 1], { dtype: 'int32' })
const { penalties, gradients } = step(inputs, labels, { training: true, rng })
`
const javascript = `${program}
const penalty = penalties.flat.item()
if (!(penalty > 0) || Object.keys(gradients).length !== 4) throw new Error('no penalty was computed')
console.log('input-gradient penalty', penalty)
`
const typescript = `${program}
const penalty: number = penalties['flat']?.item() ?? Number.NaN
const shapes: readonly (readonly number[])[] = Object.values(gradients).map(({ shape }) => shape)
// @ts-expect-error: training without a source of randomness cannot be written
step(inputs, labels, { training: true })
console.log('input-gradient penalty', penalty, shapes)
`
const settings = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'dom'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    types: [],
    noEmit: true,
  },
  include: ['strict.ts'],
}

try {
  run('npm', ['run', '--silent', 'build', '--', '--output-logs=errors-only'], root)
  const packages = ['kernels', 'core', 'nn'].map((name) => join(root, 'packages', name))
  const tarballs = packages.flatMap((folder) =>
    JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], folder),
    ).map(({ filename }) => `./${filename}`),
  )
  mkdirSync(join(project, 'app'))
  const app = join(project, 'app')
  const paths = tarballs.map((tarball) => join(project, tarball))
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module' }))
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...paths], app)
  writeFileSync(join(app, 'plain.js'), javascript)
  writeFileSync(join(app, 'strict.ts'), typescript)
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify(settings))
  process.stdout.write(`plain JavaScript: ${run(process.execPath, ['plain.js'], app)}`)
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', app], root)
  run(process.execPath, ['--import', import.meta.resolve('tsx'), 'strict.ts'], app)
  process.stdout.write('strict TypeScript: checked and run\n')
} finally {
  rmSync(project, { recursive: true, force: true })
}

/**
 * The libraries as JSR takes them: each the module that npm gets, with its declarations beside it.
 *
 * JSR wants every exported type written out, and refuses `declare module`. The sources infer the types of some four
 * hundred constants, and add the methods of tensors to their class that way; the declarations have neither, once the
 * interfaces of methods stand beside the classes that they belong to.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from '../consumer/packed.mjs'

/** The packages that run everywhere, as libraries: the command line and its queue are for Node, and on npm alone. */
export const libraries = ['kernels', 'core', 'nn']

// `from './x.ts'` in a declaration leads to the source, which is not published; TypeScript's own resolution allows for that.
const toDeclarations = (text) =>
  text.replaceAll(/((?:from|import|import\()\s*)(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.d.ts$2')

const augmentation = /declare module '(.+?)' \{\n(.*?)\n\}\n/gs

/** Moves what a declaration adds to interfaces of another module into that one; `declarations`: text by path. */
function withoutAugmentations(declarations) {
  const moved = new Map(declarations)
  for (const [path, text] of declarations)
    for (const [block, module, body] of text.matchAll(augmentation)) {
      const target = join(dirname(path), module)
      const from = relative(dirname(target), path).replace(/^(?!\.)/, './')
      const local = [...text.matchAll(/^interface (\w+)/gm)].map(([, name]) => name)
      const imported = [...text.matchAll(/^import type \{ (\w+) \} from '(.+?)';$/gm)]
      const used = (name) => new RegExp(`extends .*\\b${name}\\b`).test(body)
      const imports = [
        ...local.filter(used).map((name) => `import type { ${name} } from '${from}';\n`),
        ...imported
          .filter(([, name]) => used(name))
          .map(([, name, specifier]) => {
            const source = relative(dirname(target), join(dirname(path), specifier))
            return `import type { ${name} } from '${source.replace(/^(?!\.)/, './')}';\n`
          }),
      ]
      const interfaces = body.replaceAll(/^ {4}interface/gm, 'export interface')
      moved.set(target, `${imports.join('')}${moved.get(target)}\n${interfaces}\n`)
      moved.set(
        path,
        moved
          .get(path)
          .replace(block, '')
          .replaceAll(/^interface/gm, 'export interface'),
      )
    }
  return moved
}

/** The declarations of a built package, by their paths in `dist`, as they may be published. */
function declarationsIn(dist) {
  const paths = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.d.ts') && !path.startsWith('commonjs'),
  )
  const texts = new Map(
    paths.map((path) => {
      const text = readFileSync(join(dist, path), 'utf8').replace(/^\/\/# sourceMappingURL.*/m, '')
      return [path.replace(/\.d\.ts$/, '.ts'), text]
    }),
  )
  return [...withoutAugmentations(texts)].map(([path, text]) => [
    path.replace(/\.ts$/, '.d.ts'),
    toDeclarations(text),
  ])
}

/** What JSR is told of a package. */
function described({ name, version, license, dependencies = {}, peerDependencies = {} }) {
  const siblings = Object.keys({ ...dependencies, ...peerDependencies })
  const imports = Object.fromEntries(siblings.map((each) => [each, `jsr:${each}@^${version}`]))
  return { name, version, license, exports: './index.js', imports }
}

/** Writes the libraries below `folder`, a workspace in which Deno finds them by their names, from what was built. */
export function writeForJsr(folder) {
  for (const name of libraries) {
    const from = join(root, 'packages', name)
    const to = join(folder, name)
    mkdirSync(to, { recursive: true })
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    writeFileSync(join(to, 'deno.json'), JSON.stringify(described(manifest), null, 2))
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md'])
      cpSync(join(from, file), join(to, file))
    const module = readFileSync(join(from, 'dist/index.js'), 'utf8')
    const withTypes = module.replace(/^\/\/# sourceMappingURL.*/m, '')
    writeFileSync(join(to, 'index.js'), `/* @ts-self-types="./index.d.ts" */\n${withTypes}`)
    for (const [path, text] of declarationsIn(join(from, 'dist'))) {
      mkdirSync(dirname(join(to, path)), { recursive: true })
      if (/^declare (module|global)/m.test(text))
        throw new Error(`${name}/${path}: JSR refuses declare module, which a dry run does not say`)
      writeFileSync(join(to, path), text)
    }
  }
  writeFileSync(join(folder, 'deno.json'), JSON.stringify({ workspace: libraries }))
}

/** Runs Deno in a folder; what it says is shown where it fails, and as it says it unless `quiet`. */
export function deno(args, folder, quiet = true) {
  const executable = join(import.meta.dirname, 'node_modules/.bin/deno')
  const { status, stdout, stderr } = spawnSync(executable, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    stdio: quiet ? 'pipe' : 'inherit',
  })
  if (status !== 0)
    throw new Error(
      `deno ${args.join(' ')}: must pass, got ${status}\n${stdout ?? ''}${stderr ?? ''}`,
    )
  return stdout ?? ''
}

const program = `import { grad, Rng, type Tensor, tensor, Variable } from '@sobolev/core'
import { Dense, Sequential, tanh } from '@sobolev/nn'

const slope: Tensor = grad((x: Tensor): Tensor => x.pow(3).sum())(tensor([2]))
const model = new Sequential([new Dense(1, 2, { rng: new Rng(1) }), tanh])
// @ts-expect-error: a method that there is none of
const missing = (x: Tensor) => x.nonesuch()
console.log(slope.item(), new Variable(1).assignAdd(1).value.item(), model.call(tensor([[1]])).shape.join(), missing.length)
`

/** Throws unless a typed program of the libraries in `folder` is checked and runs: a dry run looks at neither. */
export function checkForJsr(folder) {
  const file = join(folder, 'program.ts')
  writeFileSync(file, program)
  const printed = deno(['run', '--check', '--quiet', 'program.ts'], folder).trim()
  rmSync(file)
  if (printed !== '12 2 1,2 1') throw new Error(`Deno: must print 12 2 1,2 1, got ${printed}`)
}

/**
 * Installs the packed packages into an empty project outside the repository, as a user would, and runs one small
 * training there: in plain JavaScript, in Jest and out of every bundler. Each must print the same digest.
 *
 *     npm run check:packages
 */
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkCommand } from './consumer/command.mjs'
import { checkOwnMethods } from './consumer/own-methods.mjs'
import {
  described,
  installTools,
  packages,
  project,
  root,
  run,
  training,
} from './consumer/packed.mjs'
import { checkRequire } from './consumer/require.mjs'
import { checkFiles } from './consumer/tarballs.mjs'
import { checkTypes } from './consumer/typescript.mjs'
import { checkWithoutCompilers } from './consumer/without-compilers.mjs'

const say = (line) => process.stdout.write(`${line}\n`)
const tools = join(import.meta.dirname, 'consumer/node_modules')

installTools()
run(process.execPath, [join(import.meta.dirname, 'check-unused.mjs')], root)
say('knip: no file, export or dependency that nothing uses')
const { folder, app, tarballs } = project()
try {
  for (const name of Object.keys(packages))
    say(`${name}: ${checkFiles(join(app, 'node_modules', name))} files, every path leads somewhere`)
  run(join(app, 'node_modules/.bin/sobolev'), ['--version'], app)
  const version = checkWithoutCompilers(join(folder, 'server'))
  say(`npm ci --omit=dev: passes, and sobolev ${version} runs as it was built`)
  for (const tarball of tarballs) {
    run(process.execPath, [join(tools, 'publint/src/cli.js'), 'run', tarball, '--strict'], root)
    if (tarball.includes('train')) continue
    const wrong = [join(tools, '@arethetypeswrong/cli/dist/index.js'), tarball]
    // What speaks to Redis is for Node alone, whose `require` takes modules for import too.
    const profile = tarball.includes('queue') ? 'esm-only' : 'strict'
    run(process.execPath, [...wrong, '--profile', profile, '--quiet'], root)
  }
  say('publint, attw: clean')
  const compilers = {
    typescript: join(root, 'node_modules/typescript'),
    typescript5: join(tools, 'typescript5'),
  }
  say(`TypeScript: checked in ${checkTypes(app, compilers)} ways of resolving modules`)
  run(process.execPath, ['--import', import.meta.resolve('tsx'), 'types-0/types.ts'], app)

  const { checkHover } = await import('./consumer/hover.mjs')
  checkHover(app)
  const { checkComments } = await import('./consumer/comments.mjs')
  say(
    `an editor shows the documentation of methods; ${checkComments(app)} names, members and keys have words`,
  )

  checkOwnMethods(app)
  say("sobolev explains a penalty of the project's own and trains with it")

  await checkCommand(app)
  say('sobolev trains, exports a module that predicts as it does, sweeps, and finds @sobolev/queue')

  const expected = training(process.execPath, ['training.js'], app)
  process.stdout.write(described(expected, `Node ${process.versions.node}`))
  checkRequire(app, expected.digest)
  say(`${expected.digest}  require in Jest`)

  const { bundlers } = await import('./consumer/bundlers.mjs')
  for (const [name, bundle] of Object.entries(bundlers)) {
    const out = join(app, 'bundles', name.replaceAll(/\W+/g, '-'))
    await bundle({ app, entry: 'training.js', folder: out })
    const file = join(out, 'out.mjs')
    const found = training(process.execPath, [file], app)
    process.stdout.write(described(found, `${name}, ${Math.round(statSync(file).size / 1000)} kB`))
    if (found.digest !== expected.digest || found.threads !== 2)
      throw new Error(`${name}: must give ${expected.digest} on 2 threads`)
    const text = readFileSync(file, 'utf8')
    if (text.includes('einsum: '))
      throw new Error(`${name}: must leave out operations that nobody calls, got einsum`)
    // Words of a method's card.
    if (text.includes('Saxe, McClelland'))
      throw new Error(`${name}: must leave out methods that nobody uses, got orthogonal`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * The same small training as in `check:packages`, in other engines: Node 20, 22, 24 and 26, Bun, and Chromium, on the
 * main thread and in a worker, on pages isolated from others and on plain ones. Prints one digest a line, and plainly
 * what could not be found; fails where digests differ.
 *
 *     npm run check:everywhere
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { findChromium, inChromium } from './consumer/chromium.mjs'
import { described, installTools, project, run, training } from './consumer/packed.mjs'

const NODES = [20, 22, 24, 26]
const BUN = '1.4.5'
const say = (line) => process.stdout.write(`${line}\n`)

installTools()
const { folder, app } = project()
const missing = []
const different = []
try {
  const expected = training(process.execPath, ['training.js'], app)
  const compare = (place, found) => {
    process.stdout.write(described(found, place))
    if (found.digest !== expected.digest) different.push(place)
  }
  compare(`Node ${process.versions.node}, this one`, expected)

  const attempt = (place, ready, train) => {
    try {
      ready()
    } catch {
      say(`not found: ${place}`)
      missing.push(place)
      return
    }
    compare(place, train())
  }
  for (const version of NODES) {
    const node = ['-y', '-p', `node@${version}`, 'node']
    attempt(
      `Node ${version}`,
      () => run('npx', [...node, '--version'], app),
      () => training('npx', [...node, 'training.js'], app),
    )
  }

  const bun = join(folder, 'bun')
  const name = `@oven/bun-${platform()}-${arch()}`
  attempt(
    `Bun ${BUN}`,
    () => {
      mkdirSync(bun)
      writeFileSync(join(bun, 'package.json'), '{}')
      run('npm', ['install', '--no-audit', '--no-fund', '--silent', `${name}@${BUN}`], bun)
      run(join(bun, 'node_modules', name, 'bin/bun'), ['--version'], bun)
    },
    () => training(join(bun, 'node_modules', name, 'bin/bun'), ['training.js'], app),
  )

  const { bundlers } = await import('./consumer/bundlers.mjs')
  const chromium = findChromium()
  if (chromium) say(run(chromium, ['--version'], app).trim())
  for (const [name, bundle] of Object.entries(bundlers)) {
    const out = join(app, 'bundles', name.replaceAll(/\W+/g, '-'))
    await bundle({ app, entry: 'training.js', folder: out })
    const file = join(out, 'out.mjs')
    compare(`${name} in Node`, training(process.execPath, [file], app))
    if (chromium)
      for (const [place, found] of await inChromium(chromium, file))
        compare(`${name} in ${place}`, found)
  }
  if (!chromium) {
    say('not found: Chromium; install it, or name the command in the variable CHROMIUM')
    missing.push('Chromium')
  }
  if (different.length > 0)
    throw new Error(`must print ${expected.digest}: ${different.join('; ')}`)
  say(
    missing.length === 0
      ? 'one digest everywhere'
      : `one digest, but not tried: ${missing.join(', ')}`,
  )
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
}

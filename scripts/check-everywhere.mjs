/**
 * The same small training as in `check:packages`, in other engines: Node 20, 22, 24 and 26, Node for 64-bit ARM under
 * QEMU, Bun, and Chromium, on the main thread and in a worker, on pages isolated from others and on plain ones. Then
 * `sobolev train configs/two-moons.yaml` on one, two and three threads of each of these Nodes. Prints one digest a line,
 * and plainly what could not be found; fails where digests differ.
 *
 *     npm run check:everywhere
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { arm64Node } from './consumer/arm64.mjs'
import { findChromium, inBrowser } from './consumer/browsers.mjs'
import { described, installTools, project, root, run, training } from './consumer/packed.mjs'

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
  const npx = (version) => ['npx', '-y', '-p', `node@${version}`, 'node']
  const foundNodes = []
  for (const version of NODES) {
    const [command, ...words] = npx(version)
    attempt(
      `Node ${version}`,
      () => run(command, [...words, '--version'], app),
      () => {
        foundNodes.push(version)
        return training(command, [...words, 'training.js'], app)
      },
    )
  }

  const arm64 = arm64Node(join(folder, 'arm64'))
  if (arm64.missing) {
    say(`not found: Node for 64-bit ARM: ${arm64.missing}`)
    missing.push('Node for 64-bit ARM')
  } else {
    const [command, ...words] = arm64.command
    const version = run(command, [...words, '-p', 'process.version + ", " + process.arch'], app)
    compare(`Node ${version.trim()}, under QEMU`, training(command, [...words, 'training.js'], app))
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
      for (const [place, found] of await inBrowser({ name: 'Chromium', command: chromium }, file))
        compare(`${name} in ${place}`, found)
  }
  if (!chromium) {
    say('not found: Chromium; install it, or name the command in the variable CHROMIUM')
    missing.push('Chromium')
  }

  /** The digest of a training by the command line. */
  const trained = ([command, ...words], threads) => {
    const argv = [...words, join(app, 'node_modules/@sobolev/train/bin/sobolev.js'), 'train']
    argv.push(join(root, 'configs/two-moons.yaml'), '--output', join(folder, 'runs'))
    return JSON.parse(run(command, [...argv, '--json', '-q', '--threads', `${threads}`], app))
      .digest
  }
  const twoMoons = trained([process.execPath], 1)
  say(`${twoMoons}  configs/two-moons.yaml, this Node, 1 thread`)
  const nodes = {
    ...Object.fromEntries(foundNodes.map((version) => [`Node ${version}`, npx(version)])),
    ...(arm64.command && { 'Node for 64-bit ARM': arm64.command }),
  }
  for (const [place, command] of Object.entries(nodes))
    for (const threads of [1, 2, 3]) {
      const digest = trained(command, threads)
      const where = `configs/two-moons.yaml, ${place}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
      say(`${digest}  ${where}`)
      if (digest !== twoMoons) different.push(where)
    }
  if (different.length > 0)
    throw new Error(`must print ${expected.digest}, or ${twoMoons}: ${different.join('; ')}`)
  say(
    missing.length === 0
      ? 'one digest everywhere'
      : `one digest, but not tried: ${missing.join(', ')}`,
  )
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
}

/**
 * Runs the command line as it will be once it is published, in empty folders: `npx @sobolev/train` in Node 20 to 26,
 * pnpm and yarn, from a registry on this machine that has the packed packages alone. Each trains the two moons, to the
 * digest that the repository's config has; makes a config for a table, checks it and trains by it; and says its version.
 *
 *     npm run check:command
 *     npm run check:command -- pnpm yarn
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, root } from './consumer/packed.mjs'
import { serveRegistry } from './consumer/registry.mjs'

const digest = '6fe2712736b3d69ccab7ec115aaf81f9efa1308a10bb7d6e98122d28ab44be2c'
const { version } = JSON.parse(readFileSync(join(root, 'apps/train/package.json'), 'utf8'))

const inNode = (node) => ({ node, install: 'true', sobolev: 'npx -y @sobolev/train' })
/** How a project gets the command, and calls it; `node`: in which Node. */
const ways = {
  'npx, Node 20': inNode(20),
  'npx, Node 22': inNode(22),
  'npx, Node 24': inNode(24),
  'npx, Node 26': inNode(26),
  'npm install, Node 20': {
    node: 20,
    install: 'npm install --no-audit --no-fund @sobolev/train',
    sobolev: 'npx sobolev',
  },
  'pnpm dlx, Node 24': {
    node: 24,
    tool: 'pnpm@12.21.0',
    install: 'true',
    sobolev: 'pnpm dlx @sobolev/train',
  },
  'pnpm add, Node 24': {
    node: 24,
    tool: 'pnpm@12.21.0',
    install: 'pnpm add --allow-build=esbuild @sobolev/train',
    sobolev: 'pnpm exec sobolev',
  },
  'yarn 4 dlx, Node 24': {
    node: 24,
    tool: '@yarnpkg/cli-dist@4.18.1',
    install: 'true',
    sobolev: 'yarn dlx -q -p @sobolev/train sobolev',
  },
  'yarn 4 add, node_modules, Node 24': {
    node: 24,
    tool: '@yarnpkg/cli-dist@4.18.1',
    linker: 'node-modules',
    install: 'yarn add @sobolev/train',
    sobolev: 'yarn sobolev',
  },
  "yarn 4 add, Plug'n'Play, Node 24": {
    node: 24,
    tool: '@yarnpkg/cli-dist@4.18.1',
    linker: 'pnp',
    install: 'yarn add @sobolev/train',
    sobolev: 'yarn sobolev',
  },
  'yarn 1 add, Node 20': {
    node: 20,
    tool: 'yarn@1.22.22',
    install: 'yarn add @sobolev/train',
    sobolev: 'yarn -s sobolev',
  },
}

/** What each way is asked for; `$SOBOLEV` is the command. */
const script = `set -euo pipefail
$INSTALL > install.log 2>&1 || { cat install.log >&2; exit 1; }
echo "version $($SOBOLEV --version 2> version.log | tail -n 1)"
$SOBOLEV train configs/two-moons.yaml --json --quiet --set output=runs > trained.json
$SOBOLEV init table.csv --target species -o table.yaml > init.log 2>&1
$SOBOLEV validate table.yaml > validate.log 2>&1
$SOBOLEV train table.yaml --json --quiet --set training.epochs=2 --set output=runs > table.json
`

const rows = Array.from(
  { length: 60 },
  (_, row) => `${row % 7},${(row * 5) % 11},${row % 3 ? 'gentoo' : 'adelie'}\n`,
)

/** An empty project that finds our packages in the registry at `address`, and what it is asked about. */
function projectIn(folder, address, { linker }) {
  mkdirSync(join(folder, 'configs'), { recursive: true })
  mkdirSync(join(folder, 'datasets'))
  cpSync(join(root, 'configs/two-moons.yaml'), join(folder, 'configs/two-moons.yaml'))
  cpSync(join(root, 'datasets/two-moons.csv'), join(folder, 'datasets/two-moons.csv'))
  writeFileSync(join(folder, 'table.csv'), `length,depth,species\n${rows.join('')}`)
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n')
  writeFileSync(join(folder, '.npmrc'), `@sobolev:registry=${address}/\n`)
  const yarn = [
    `npmScopes: { sobolev: { npmRegistryServer: '${address}' } }`,
    `unsafeHttpWhitelist: ['127.0.0.1']`,
    `nodeLinker: ${linker ?? 'node-modules'}`,
    'enableTelemetry: false',
    'enableImmutableInstalls: false',
  ]
  writeFileSync(join(folder, '.yarnrc.yml'), `${yarn.join('\n')}\n`)
  // Its own root, for yarn, whatever lies above.
  writeFileSync(join(folder, 'yarn.lock'), '')
}

/** Runs the script in a way; throws what it said where it failed. */
async function runIn(folder, { node, tool, install, sobolev }) {
  const packages = [`node@${node}`, ...(tool ? [tool] : [])].flatMap((name) => ['-p', name])
  const env = {
    ...process.env,
    INSTALL: install,
    SOBOLEV: sobolev,
    CACHES: join(folder, '.caches'),
  }
  // What tools keep is kept here, so that nothing comes from an earlier run; they themselves come from the usual place,
  // by a command that would tell those within it of its own options.
  const caches = `unset npm_config_package npm_config_yes
export npm_config_cache=$CACHES/npm YARN_CACHE_FOLDER=$CACHES/yarn YARN_GLOBAL_FOLDER=$CACHES/yarn-global
export XDG_CACHE_HOME=$CACHES/xdg XDG_DATA_HOME=$CACHES/data`
  const child = spawn('npx', ['-y', ...packages, 'bash', '-c', `${caches}\n${script}`], {
    cwd: folder,
    env,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(said)
  return said
}

/** Throws unless all that was asked for is there. */
function check(folder, said) {
  const printed = /^version (.*)$/m.exec(said)?.[1]
  if (printed !== version) throw new Error(`--version: must be ${version}, got ${printed}`)
  const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const trained = read('trained.json').digest
  if (trained !== digest) throw new Error(`train: must give ${digest}, got ${trained}`)
  if (!readFileSync(join(folder, 'validate.log'), 'utf8').includes('depth'))
    throw new Error('validate: must show how columns are read')
  return read('table.json').digest
}

const chosen = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'command-'))
const { address, close } = await serveRegistry(pack(folder))
const digests = new Set()
let failed = 0
try {
  for (const [name, way] of Object.entries(ways)) {
    if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue
    const project = join(folder, name.replaceAll(/\W+/g, '-'))
    try {
      projectIn(project, address, way)
      digests.add(check(project, await runIn(project, way)))
      process.stdout.write(`ok      ${name}\n`)
    } catch (error) {
      failed += 1
      process.stdout.write(`FAILED  ${name}\n${error.message.replaceAll(/^/gm, '        ')}\n`)
    }
  }
  if (digests.size > 1) throw new Error(`all must give the table one digest, got ${[...digests]}`)
} finally {
  close()
  rmSync(folder, { recursive: true, force: true })
}
if (failed > 0) process.exitCode = 1

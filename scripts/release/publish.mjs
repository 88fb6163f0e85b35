/**
 * Publishes the packages on npm, in the order in which they need each other, and the libraries on JSR. What is published
 * is checked first, all of it, and whatever the registries have already is left as it is: after a failure halfway the
 * same command goes on.
 *
 *     npm run publish:dry         does all of it but the publishing
 *     npm run publish:packages    docs/publishing.md says what that needs
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installTools, pack, packages, root, run } from '../consumer/packed.mjs'
import { checkFiles } from '../consumer/tarballs.mjs'
import { checkForJsr, deno, writeForJsr } from './jsr.mjs'

const dry = process.argv.includes('--dry-run')
const say = (line) => process.stdout.write(`${line}\n`)

/** Whether npm has this version of a package. */
function isOnNpm(name, version) {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['view', `${name}@${version}`, 'version', '--json'],
    { encoding: 'utf8' },
  )
  if (status === 0) return stdout.trim() !== ''
  if (stderr.includes('E404') || stdout.includes('E404')) return false
  throw new Error(`npm view ${name}: must be answered by the registry, got ${stderr || stdout}`)
}

/** The packages as they are packed below `folder`: each checked, every fault of all of them in one error. */
function checked(folder) {
  const faults = []
  const packed = pack(folder).map((tarball, index) => {
    const unpacked = join(folder, 'unpacked', String(index))
    mkdirSync(unpacked, { recursive: true })
    run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'], folder)
    const { name, version } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
    try {
      return { name, version, tarball, files: checkFiles(unpacked) }
    } catch (error) {
      faults.push(error.message)
      return { name, version, tarball, files: 0 }
    }
  })
  const versions = new Set(packed.map(({ version }) => version))
  if (versions.size > 1) faults.push(`all must have one version, got ${[...versions].join(', ')}`)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return packed
}

function publishOnNpm({ name, version, tarball, files }) {
  const size = `${files} files, ${Math.round(statSync(tarball).size / 1000)} kB packed`
  if (isOnNpm(name, version)) return say(`${name} ${version}: on npm already`)
  // 0.2.0-beta.1 becomes beta, so that nobody gets it who has not asked for it.
  const tag = /-([a-z]+)/.exec(version)?.[1] ?? 'latest'
  const args = ['publish', tarball, '--access', 'public', '--tag', tag]
  // npm can prove where a package was made only where a workflow made it.
  if (process.env.GITHUB_ACTIONS && !dry) args.push('--provenance')
  if (dry) run('npm', [...args, '--dry-run', '--silent'], root)
  else execFileSync('npm', args, { cwd: root, stdio: 'inherit' })
  say(`${name} ${version}: ${size}, ${dry ? 'would be' : 'is'} published on npm as ${tag}`)
}

function publishOnJsr(folder) {
  installTools(import.meta.dirname)
  writeForJsr(folder)
  checkForJsr(folder)
  const args = ['publish', '--allow-dirty', ...(dry ? ['--dry-run'] : [])]
  deno(args, folder, dry)
  say(`JSR: no slow types, ${dry ? 'would be' : 'is'} published`)
}

const folder = mkdtempSync(join(tmpdir(), 'publish-'))
try {
  if (!dry && run('git', ['status', '--porcelain'], root) !== '')
    throw new Error('publish: what is published must be committed, see git status')
  const packed = checked(folder)
  say(`${Object.keys(packages).length} packages packed: every path leads somewhere, siblings fit`)
  for (const each of packed) publishOnNpm(each)
  publishOnJsr(join(folder, 'jsr'))
} catch (error) {
  const goOn = dry
    ? ''
    : 'What is published stays so, and the same command goes on: see docs/publishing.md\n'
  process.stderr.write(`${error.message}\n${goOn}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

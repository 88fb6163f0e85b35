/**
 * Makes a version of what was changed: takes the files of .changeset, gives all packages the next number, and puts the
 * words into CHANGELOG.md. The first version, 0.1.0, needs no changeset: its number is there.
 *
 *     npm run version:packages
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from '../consumer/packed.mjs'
import { withRelease } from './changelog.ts'
import { changesets } from './changesets.mjs'

const changelog = join(root, 'CHANGELOG.md')
const text = readFileSync(changelog, 'utf8')
const versionOf = () =>
  JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8')).version

const changes = await changesets.read()
if (changes.length > 0) changesets.run(['version'])
const version = versionOf()
const date = new Date().toISOString().slice(0, 10)
writeFileSync(changelog, withRelease(text, { version, date, changes }))
execFileSync('npm', ['pkg', 'set', `version=${version}`], { cwd: root })
run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund', '--ignore-scripts'], root)
process.stdout.write(`${version}: ${changes.length} changesets taken into CHANGELOG.md\n`)

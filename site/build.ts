/**
 * Builds the site into `site/dist`: pages of the repository's Markdown files, and an API reference of the packages'
 * declarations. Installs what it needs beside this file first.
 *
 *     npm run site                 builds, and checks every link
 *     npm run site -- --serve      builds, and serves it on http://localhost:4173
 */
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brokenLinks } from './check-links.ts'
import { root } from './pages.ts'
import { serve } from './serve.ts'
import { staged, stagePages } from './stage.ts'

const run = (command: string, args: readonly string[], cwd: string): void => {
  execFileSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
}

function install(): void {
  const installed = join(import.meta.dirname, 'node_modules/.package-lock.json')
  const lock = join(import.meta.dirname, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  run('npm', ['ci', '--no-audit', '--no-fund', '--silent'], import.meta.dirname)
}

install()
const packages = ['core', 'nn', 'kernels'].map((name) => `--filter=@sobolev/${name}`)
run('npx', ['turbo', 'run', 'build', ...packages, '--output-logs=errors-only'], root)
const { writeFirstPicture } = await import('./write-first-picture.ts')
await writeFirstPicture('two-moons')
run('npx', ['tsc', '-p', 'site'], root)
stagePages()
const { writeApi } = await import('./api/write.ts')
writeApi(join(staged, 'api'))
const vitepress = join(import.meta.dirname, 'node_modules/vitepress/bin/vitepress.js')
run(process.execPath, [vitepress, 'build'], import.meta.dirname)
const base = process.env.SITE_BASE ?? '/'
const dist = join(import.meta.dirname, 'dist')
const broken = brokenLinks(dist, base)
for (const link of broken) console.error(`a link that leads nowhere: ${link}`)
if (broken.length > 0) process.exit(1)
console.log('every link leads somewhere')
if (process.argv.includes('--serve')) console.log((await serve(dist, { port: 4173, base })).url)

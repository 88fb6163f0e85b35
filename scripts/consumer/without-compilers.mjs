/** `npm ci --omit=dev`: as on a server, where what was built elsewhere runs. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root, run } from './packed.mjs'

const expectPassed = ({ status, stderr }, said) => {
  if (status !== 0 || !stderr.includes(said))
    throw new Error(`npm ci --omit=dev: must pass and say "${said}", got ${status} and ${stderr}`)
}

/** Installs a copy of the repository without development dependencies, before and after its build; runs the command. */
export function checkWithoutCompilers(copy) {
  const install = () =>
    spawnSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--foreground-scripts'], {
      cwd: copy,
      encoding: 'utf8',
    })
  for (const file of ['package.json', 'package-lock.json', 'scripts/prepare.mjs'])
    cpSync(join(root, file), join(copy, file))
  for (const folder of Object.values(packages))
    cpSync(join(root, folder, 'package.json'), join(copy, folder, 'package.json'))
  cpSync(
    join(root, packages['@sobolev/train'], 'bin'),
    join(copy, packages['@sobolev/train'], 'bin'),
    {
      recursive: true,
    },
  )
  expectPassed(install(), 'nothing was built')
  const { stderr } = spawnSync(join(copy, 'node_modules/.bin/sobolev'), { encoding: 'utf8' })
  if (!stderr.includes('npm run build'))
    throw new Error(`sobolev: must say how it is built, got ${stderr}`)

  for (const folder of Object.values(packages))
    cpSync(join(root, folder, 'dist'), join(copy, folder, 'dist'), { recursive: true })
  expectPassed(install(), 'what was built before stays')
  if (existsSync(join(copy, 'node_modules/typescript')))
    throw new Error('there must be no compiler')
  return run(join(copy, 'node_modules/.bin/sobolev'), ['--version'], copy).trim()
}

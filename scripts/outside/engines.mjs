/** Bun and Deno: the module, the script, a test, and what Bun's bundler makes for a browser. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { inBrowser } from '../consumer/browsers.mjs'
import { runTool, versionOf } from './run-tool.mjs'

const system = `${platform()}-${arch()}`
const denoNames = { linux: `${system}-glibc`, darwin: system, win32: system }

export const rows = ({ app, browsers }) => {
  const bun = join(app, 'node_modules/@oven', `bun-${system}`, 'bin/bun')
  const deno = join(app, 'node_modules/@deno', denoNames[platform()] ?? system, 'deno')
  const folder = join(app, 'engines')
  const prepare = () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    for (const file of ['training.js', 'training.cjs']) cpSync(join(app, file), join(folder, file))
    for (const file of ['training.ts', 'types.ts'])
      cpSync(join(import.meta.dirname, '../consumer', file), join(folder, file))
  }
  const quiet = { mustBeQuiet: true }
  const bunVersion = () => versionOf(app, 'bun')
  const denoVersion = () => versionOf(app, 'deno')
  return [
    {
      ...{ tool: 'Bun, import', version: bunVersion, did: 'runs the module and TypeScript' },
      check: async () => {
        prepare()
        await runTool(bun, ['types.ts'], folder, quiet)
        return [
          await runTool(bun, ['training.js'], folder, quiet),
          await runTool(bun, ['training.ts'], folder, quiet),
        ]
      },
    },
    {
      ...{ tool: 'Bun, require', version: bunVersion, did: 'runs the script' },
      check: () => {
        prepare()
        return runTool(bun, ['training.cjs'], folder, quiet)
      },
    },
    {
      tool: 'Bun, build',
      version: bunVersion,
      did: `bundles; run in Bun${browsers.map(({ name }) => `, ${name}`).join('')}`,
      check: async () => {
        prepare()
        const file = join(folder, 'bundle/out.mjs')
        const words = ['build', 'training.js', '--target=browser', '--minify', '--outfile', file]
        await runTool(bun, words, folder, quiet)
        const said = [await runTool(bun, [file], folder, quiet)]
        for (const browser of browsers)
          for (const [, { digest, threads }] of await inBrowser(browser, file))
            said.push(`${digest} ${threads}`)
        return said
      },
    },
    {
      ...{
        tool: 'Deno',
        version: denoVersion,
        did: 'checks types, runs the module and TypeScript',
      },
      check: async () => {
        prepare()
        await runTool(deno, ['check', 'types.ts', 'training.ts'], folder)
        return [
          await runTool(deno, ['run', '--no-prompt', 'training.js'], folder, quiet),
          await runTool(deno, ['run', '--no-prompt', 'training.ts'], folder, quiet),
        ]
      },
    },
  ]
}

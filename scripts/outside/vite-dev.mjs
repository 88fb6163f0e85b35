/** Vite as it serves a project while one writes it: dependencies are bundled beforehand, for a page and for a worker. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isolating, telling, visit } from '../consumer/browsers.mjs'
import { startServer, versionOf } from './run-tool.mjs'

const page = `<!doctype html>
<script>${telling}</script>
<script type="module" src="/training.js"></script>
`
const config = `import { defineConfig } from 'vite'
export default defineConfig({ server: { headers: ${JSON.stringify(isolating)} } })
`

export const rows = ({ app, browsers }) => {
  const folder = join(app, 'vite-dev')
  const vite = join(app, 'node_modules/vite/bin/vite.js')
  const prepare = () => {
    mkdirSync(folder, { recursive: true })
    cpSync(join(app, 'training.js'), join(folder, 'training.js'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'index.html'), page)
    writeFileSync(join(folder, 'vite.config.js'), config)
  }
  return [
    {
      tool: 'Vite 8, dev',
      version: () => versionOf(app, 'vite'),
      did: `serves the page as it is written; opened in ${browsers.map(({ name }) => name).join(', ')}`,
      check: async () => {
        prepare()
        const words = [vite, '--port', '0', '--host', '127.0.0.1']
        const { address, stop, written } = await startServer(process.execPath, words, folder)
        try {
          const said = []
          for (const browser of browsers)
            said.push(await visit(browser, (origin) => `${address}/?report=${origin}/said`))
          if (/warn|error/i.test(written())) throw new Error(`must not warn\n${written()}`)
          return said
        } finally {
          await stop()
        }
      },
    },
  ]
}

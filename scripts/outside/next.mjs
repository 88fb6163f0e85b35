/** Next.js with its App Router: a server component and a client component train; built, then served and opened. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { visit } from '../consumer/browsers.mjs'
import { runTool, startServer, versionOf } from './run-tool.mjs'

const files = {
  'package.json': '{ "private": true }',
  'next.config.mjs': `export default {
  turbopack: { root: import.meta.dirname + '/..' },
  outputFileTracingRoot: import.meta.dirname + '/..',
}
`,
  'app/layout.jsx': `export const metadata = { title: 'Training' }
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>
}
`,
  // Its own component on the server: rendered for each request, so that the built server has to train.
  'app/page.jsx': `import { Client } from './client'
export const dynamic = 'force-dynamic'
let trained
const train = () =>
  new Promise((resolve, reject) => {
    globalThis.report = resolve
    import('../training').catch(reject)
  })
export default async function Page() {
  trained ??= train()
  return <main><p>server: {await trained}.</p><Client /></main>
}
`,
  'app/client.jsx': `'use client'
import { useEffect, useState } from 'react'
export function Client() {
  const [line, setLine] = useState('')
  useEffect(() => {
    const address = new URLSearchParams(location.search).get('report')
    const tell = (body) => fetch(address, { method: 'POST', mode: 'no-cors', body: String(body) })
    globalThis.report = (said) => {
      setLine(said)
      tell(said)
    }
    import('../training').catch(tell)
  }, [])
  return <p>client: {line}</p>
}
`,
}

export const rows = ({ app, browsers }) =>
  ['turbopack', 'webpack'].map((bundler) => {
    const folder = join(app, `next-${bundler}`)
    const next = join(app, 'node_modules/next/dist/bin/next')
    const env = { NEXT_TELEMETRY_DISABLED: '1' }
    return {
      tool: `Next.js, ${bundler === 'turbopack' ? 'Turbopack' : 'webpack'}`,
      version: () => versionOf(app, 'next'),
      did: `next build, next start: a server component, and a client component in ${browsers.map(({ name }) => name).join(', ')}`,
      check: async () => {
        mkdirSync(join(folder, 'app'), { recursive: true })
        for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
        cpSync(join(app, 'training.js'), join(folder, 'training.js'))
        const build = [next, 'build', `--${bundler}`]
        await runTool(process.execPath, build, folder, { env, mustBeQuiet: true })
        const start = [next, 'start', '--port', '0', '--hostname', '127.0.0.1']
        const { address, stop, written } = await startServer(process.execPath, start, folder, {
          env,
        })
        try {
          const html = await (await fetch(address)).text()
          const onServer = /server: (?:<!-- -->)?([\da-f]+-[\da-f]+ \d)/.exec(html)?.[1]
          if (onServer === undefined)
            throw new Error(`the server's page must hold a digest\n${html}\n${written()}`)
          const said = [onServer]
          for (const browser of browsers)
            said.push(await visit(browser, (origin) => `${address}/?report=${origin}/said`))
          return said
        } finally {
          await stop()
        }
      },
    }
  })

/** Bundlers: what they make for a browser is run in Node, and in each browser on a page and in a worker. */
import { join } from 'node:path'
import { inBrowser } from '../consumer/browsers.mjs'
import { bundlers } from '../consumer/bundlers.mjs'
import { runTool, versionOf } from './run-tool.mjs'

/** The packages beside `scripts/consumer` that they are. */
const installed = {
  ...{ 'Vite 7': 'vite7', 'Vite 8': 'vite8', 'webpack 5': 'webpack', 'esbuild 0.28': 'esbuild' },
  ...{ 'Rollup 4': 'rollup', 'Rollup 4, smallest': 'rollup' },
}

/** Needs nothing but the packages. */
export const isBare = true

export const rows = ({ app, browsers, tools }) =>
  Object.entries(bundlers).map(([tool, bundle]) => ({
    tool: `${tool}, build`,
    version: () => versionOf(tools, installed[tool]),
    did: `bundles; run in Node${browsers.map(({ name }) => `, ${name}`).join('')}, on pages and in workers`,
    check: async () => {
      const folder = join(app, 'bundles', tool.replaceAll(/\W+/g, '-'))
      await bundle({ app, entry: 'training.js', folder })
      const file = join(folder, 'out.mjs')
      const said = [await runTool(process.execPath, [file], app, { mustBeQuiet: true })]
      for (const browser of browsers)
        for (const [, { digest, threads }] of await inBrowser(browser, file))
          said.push(`${digest} ${threads}`)
      return said
    },
  }))

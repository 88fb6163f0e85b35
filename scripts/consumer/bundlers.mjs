/** The bundlers of other people's projects, each as a function from an entry to the file it makes for a browser. */
import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import esbuild from 'esbuild'
import { rollup } from 'rollup'
import webpack from 'webpack'

const vite =
  (name) =>
  async ({ app, entry, folder }) => {
    const { build } = await import(name)
    await build({
      root: app,
      configFile: false,
      logLevel: 'warn',
      build: {
        outDir: folder,
        target: 'es2022',
        rollupOptions: { input: join(app, entry), output: { entryFileNames: 'out.mjs' } },
      },
    })
  }

const withRollup =
  (treeshake) =>
  async ({ app, entry, folder }) => {
    const plugins = [nodeResolve({ browser: true })]
    const bundle = await rollup({ input: join(app, entry), plugins, treeshake })
    await bundle.write({ file: join(folder, 'out.mjs'), format: 'es' })
    await bundle.close()
  }

const withWebpack = ({ app, entry, folder }) =>
  new Promise((resolve, reject) => {
    const configuration = {
      context: app,
      entry: `./${entry}`,
      mode: 'production',
      target: ['web', 'es2022'],
      output: { path: folder, filename: 'out.mjs' },
      performance: false,
    }
    webpack(configuration, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()))
      else resolve()
    })
  })

const withEsbuild = ({ app, entry, folder }) =>
  esbuild.build({
    entryPoints: [join(app, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    outfile: join(folder, 'out.mjs'),
  })

export const bundlers = {
  'Vite 7': vite('vite7'),
  'Vite 8': vite('vite8'),
  'webpack 5': withWebpack,
  'Rollup 4': withRollup(true),
  'Rollup 4, smallest': withRollup('smallest'),
  'esbuild 0.28': withEsbuild,
}

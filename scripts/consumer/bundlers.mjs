/**
 * The bundlers of other people's projects, each as a function from an entry to the file it makes for a browser, with a
 * source map. Each throws where the bundler warns.
 */
import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import esbuild from 'esbuild'
import { rollup } from 'rollup'
import webpack from 'webpack'

const refuse = (warning) => {
  throw new Error(`must not warn: ${warning.message ?? warning}`)
}

const vite =
  (name) =>
  async ({ app, entry, folder }) => {
    const { build, createLogger } = await import(name)
    await build({
      root: app,
      configFile: false,
      logLevel: 'silent',
      customLogger: Object.assign(createLogger('silent'), { warn: refuse, warnOnce: refuse }),
      build: {
        outDir: folder,
        target: 'es2022',
        sourcemap: true,
        rollupOptions: { input: join(app, entry), output: { entryFileNames: 'out.mjs' } },
      },
    })
  }

const withRollup =
  (treeshake) =>
  async ({ app, entry, folder }) => {
    const plugins = [nodeResolve({ browser: true })]
    const bundle = await rollup({ input: join(app, entry), plugins, treeshake, onwarn: refuse })
    await bundle.write({ file: join(folder, 'out.mjs'), format: 'es', sourcemap: true })
    await bundle.close()
  }

const withWebpack = ({ app, entry, folder }) =>
  new Promise((resolve, reject) => {
    const configuration = {
      context: app,
      entry: `./${entry}`,
      mode: 'production',
      target: ['web', 'es2022'],
      devtool: 'source-map',
      output: { path: folder, filename: 'out.mjs' },
      performance: false,
    }
    webpack(configuration, (error, stats) => {
      if (error || stats.hasErrors() || stats.hasWarnings())
        reject(error ?? new Error(stats.toString()))
      else resolve()
    })
  })

const withEsbuild = async ({ app, entry, folder }) => {
  const { warnings } = await esbuild.build({
    logLevel: 'silent',
    sourcemap: true,
    entryPoints: [join(app, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    outfile: join(folder, 'out.mjs'),
  })
  for (const { text } of warnings) refuse(text)
}

export const bundlers = {
  'Vite 7': vite('vite7'),
  'Vite 8': vite('vite8'),
  'webpack 5': withWebpack,
  'Rollup 4': withRollup(true),
  'Rollup 4, smallest': withRollup('smallest'),
  'esbuild 0.28': withEsbuild,
}

/** TypeScript: each version, in each way of resolving modules that it has; what it emits is run. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, versionOf } from './run-tool.mjs'

const versions = ['5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0']
const sources = join(import.meta.dirname, '../consumer')

const strict = {
  ...{ target: 'es2022', lib: ['es2022', 'dom'], types: [], outDir: 'out', rootDir: '.' },
  ...{ strict: true, skipLibCheck: false, noUncheckedIndexedAccess: true },
  ...{ exactOptionalPropertyTypes: true, isolatedModules: true, noImplicitOverride: true },
}
const declarations = (name) => `../../node_modules/@sobolev/${name}/dist/index.d.ts`

/** Settings by names, with the oldest version that has them and the first that has them no more. */
const ways = {
  bundler: [{ module: 'esnext', moduleResolution: 'bundler', verbatimModuleSyntax: true }],
  'bundler, preserve': [{ module: 'preserve', verbatimModuleSyntax: true }],
  'bundler, CommonJS': [{ module: 'commonjs', moduleResolution: 'bundler' }, { since: 6 }],
  nodenext: [{ module: 'nodenext', verbatimModuleSyntax: true }],
  'nodenext, CommonJS': [{ module: 'nodenext' }],
  'nodenext, no DOM': [{ module: 'nodenext', lib: ['es2022'], types: ['node'] }],
  node20: [{ module: 'node20' }, { since: 5.9 }],
  'node20, CommonJS': [{ module: 'node20' }, { since: 5.9 }],
  node16: [{ module: 'node16' }],
  'node16, CommonJS': [{ module: 'node16' }],
  node10: [{ module: 'esnext', moduleResolution: 'node10' }, { until: 7 }],
  'node10, CommonJS': [{ module: 'commonjs', moduleResolution: 'node10' }, { until: 7 }],
  'classic, with paths': [
    {
      ...{ module: 'esnext', moduleResolution: 'classic', baseUrl: '.' },
      paths: {
        '@sobolev/kernels': [declarations('kernels')],
        '@sobolev/core': [declarations('core')],
        '@sobolev/nn': [declarations('nn')],
      },
    },
    { until: 6 },
  ],
}

export const rows = ({ app }) =>
  versions.map((name) => {
    const here = Object.entries(ways).filter(
      ([, [, { since = 0, until = 99 } = {}]]) => since <= Number(name) && Number(name) < until,
    )
    const installed = join(app, 'node_modules', `typescript-${name}`)
    const check = async () => {
      const said = []
      const run = new Set()
      for (const [way, [settings]] of here) {
        const folder = join(app, 'typescript', `${name}-${way.replaceAll(/\W+/g, '-')}`)
        mkdirSync(folder, { recursive: true })
        const type = way.includes('CommonJS') ? 'commonjs' : 'module'
        writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
        for (const file of ['training.ts', 'types.ts'])
          cpSync(join(sources, file), join(folder, file))
        const deprecated = Number(name) === 6 && { ignoreDeprecations: '6.0' }
        const compilerOptions = { ...strict, ...settings, ...deprecated }
        const project = { compilerOptions, files: ['training.ts', 'types.ts'] }
        writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
        try {
          await runTool(process.execPath, [join(installed, 'bin/tsc'), '-p', '.'], folder)
          // Most ways emit the same texts as another.
          const files = ['out/types.js', 'out/training.js']
          const emitted = files.map((file) => readFileSync(join(folder, file), 'utf8')).join(type)
          if (run.has(emitted)) continue
          run.add(emitted)
          await runTool(process.execPath, ['out/types.js'], folder)
          said.push(await runTool(process.execPath, ['out/training.js'], folder))
        } catch (error) {
          throw new Error(`${way}: ${error.message}`)
        }
      }
      return said
    }
    const did = `checks strictly, library files too, and emits, in the resolutions ${here.map(([way]) => way).join('; ')}`
    return {
      tool: `TypeScript ${name}`,
      version: () => versionOf(app, `typescript-${name}`),
      did,
      check,
    }
  })

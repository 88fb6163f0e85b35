/**
 * Makes one module of a package, `dist/index.js`, from its sources, and the same for `require`, `dist/commonjs`.
 * Run in the package's folder, by its `build`, after the declarations are made.
 *
 * One file, because methods are put on the class of tensors: within one module no bundler loses them. Nothing else
 * happens when a package is loaded, so that the values of top-level calls may be left out where nobody reads them.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { documentMethods } from './document-methods.mjs'
import { moduleSettings, withClassNames, withoutEffects } from './package-module.mjs'

const {
  name,
  dependencies = {},
  peerDependencies = {},
} = JSON.parse(await readFile('package.json', 'utf8'))

const settings = {
  ...moduleSettings,
  external: Object.keys({ ...dependencies, ...peerDependencies }),
}

await build({ ...settings, format: 'esm', outfile: 'dist/index.js', sourcemap: true })
await writeFile('dist/index.js', withoutEffects(await readFile('dist/index.js', 'utf8')))

if (name === '@sobolev/nn') await documentMethods('dist')

const commonjs = 'dist/commonjs'
await rm(commonjs, { recursive: true, force: true })
await build({ ...settings, format: 'cjs', outfile: join(commonjs, 'index.js') })
const required = join(commonjs, 'index.js')
await writeFile(required, withClassNames(await readFile(required, 'utf8')))
await writeFile(join(commonjs, 'package.json'), '{ "type": "commonjs" }\n')
const declarations = await readdir('dist', { recursive: true })
for (const file of declarations.filter((name) => name.endsWith('.d.ts'))) {
  const text = await readFile(join('dist', file), 'utf8')
  await mkdir(dirname(join(commonjs, file)), { recursive: true })
  await writeFile(join(commonjs, file), text.replace(/^\/\/# sourceMappingURL.*/m, ''))
}

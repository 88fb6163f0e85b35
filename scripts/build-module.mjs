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

const {
  name,
  dependencies = {},
  peerDependencies = {},
} = JSON.parse(await readFile('package.json', 'utf8'))

const settings = {
  entryPoints: ['src/index.ts'],
  bundle: true,
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  target: 'es2023',
  platform: 'neutral',
  charset: 'utf8',
  sourcesContent: false,
  // No file of ours is left out, whatever package.json says to bundlers.
  ignoreAnnotations: true,
  logLevel: 'warning',
}

/** esbuild makes `var Rng = class _Rng` of a class that names itself; engines show that name in errors and consoles. */
const withClassNames = (text) =>
  [...text.matchAll(/^var (\w+) = class _\1\b/gm)].reduce(
    (renamed, [, className]) =>
      renamed.replaceAll(new RegExp(`\\b_${className}\\b`, 'g'), className),
    text,
  )

await build({ ...settings, format: 'esm', outfile: 'dist/index.js', sourcemap: true })
// Within its line only: the places that the source map knows shift by the length of the remark.
const module = withClassNames(await readFile('dist/index.js', 'utf8'))
const remark = '/* @__PURE__ */ '
// What defines a method calls and spreads in its argument too: all of it goes, or nothing.
const definitions = /^(var \w+ = |( *)static \w+ = )(define\w+\(\{\n.*?\n\2\}\));$/gms
const calls = /^((?:var|const|let) \w+ = )((?:new )?\w+\()/gm
const options = /\boption\.\w+\(/g
// A table of options that takes up those of another: to spread may call an accessor, for all that Vite 8 knows.
const tables = /^(var \w+ = )(\{\n(?: .*\n)*?\});$/gm
const withoutEffect = (whole, begin, table) =>
  /^ {2}\.\.\./m.test(table) ? `${begin}${remark}(() => (${table}))();` : whole
// `import * as methods` becomes an object that is filled by a call, which no bundler would leave out.
const namespaces = /^(var \w+ = )\{\};\n__export\(\w+, \{$/gm
const filled = '((getters, namespace = {}) => (__export(namespace, getters), namespace))'
await writeFile(
  'dist/index.js',
  module
    .replaceAll(definitions, `$1${remark}(() => $3)();`)
    .replaceAll(tables, withoutEffect)
    .replaceAll(calls, `$1${remark}$2`)
    .replaceAll(options, `${remark}$&`)
    .replaceAll(namespaces, `$1${remark}${filled}(\n{`),
)

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

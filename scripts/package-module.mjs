import { build } from 'esbuild'

/** What esbuild is told to make one module of a package's sources. */
export const moduleSettings = {
  entryPoints: ['src/index.ts'],
  bundle: true,
  target: 'es2023',
  platform: 'neutral',
  charset: 'utf8',
  sourcesContent: false,
  // No file of ours is left out, whatever package.json says to bundlers.
  ignoreAnnotations: true,
  logLevel: 'warning',
}

/** esbuild makes `var Rng = class _Rng` of a class that names itself; engines show that name in errors and consoles. */
export const withClassNames = (text) =>
  [...text.matchAll(/^var (\w+) = class _\1\b/gm)].reduce(
    (renamed, [, className]) =>
      renamed.replaceAll(new RegExp(`\\b_${className}\\b`, 'g'), className),
    text,
  )

// Within its line only: the places that the source map knows shift by the length of the remark.
const remark = '/* @__PURE__ */ '
// What defines a method calls and spreads in its argument too: all of it goes, or nothing.
const definitions = /^(var \w+ = |( *)static \w+ = )(define\w+\(\{\n.*?\n\2\}\));$/gms
const calls = /^((?:var|const|let) \w+ = )((?:new )?\w+\()/gm
const options = /\boption\.\w+\(/g
// A class with a member whose name is computed, or with one of its own, may have an effect, for all that bundlers know.
const classes = /^(var (\w+) = )class(?: \w+)?( extends \w+)? \{$(.*?)^\};$/gms
// A table of options that takes up those of another: to spread may call an accessor, for all that Vite 8 knows.
const tables = /^(var \w+ = )(\{\n(?: .*\n)*?\});$/gm
const withoutEffect = (whole, begin, table) =>
  /^ {2}\.\.\./m.test(table) ? `${begin}${remark}(() => (${table}))();` : whole
// `import * as methods` becomes an object that is filled by a call, which no bundler would leave out.
const namespaces = /^(var \w+ = )\{\};\n__export\(\w+, \{$/gm
const filled = '((getters, namespace = {}) => (__export(namespace, getters), namespace))'

/** The text of a module whose calls at the top are marked as free of effects, so that bundlers drop what nobody reads. */
export const withoutEffects = (text) =>
  withClassNames(text)
    .replaceAll(definitions, `$1${remark}(() => $3)();`)
    .replaceAll(tables, withoutEffect)
    .replaceAll(classes, `$1${remark}(() => class $2$3 {$4})();`)
    .replaceAll(calls, `$1${remark}$2`)
    .replaceAll(options, `${remark}$&`)
    .replaceAll(namespaces, `$1${remark}${filled}(\n{`)

/** The module that a package is published as, made of the sources in `folder`, without writing it. */
export async function packageModule(folder, external) {
  const { outputFiles } = await build({
    ...moduleSettings,
    absWorkingDir: folder,
    external,
    format: 'esm',
    write: false,
  })
  return withoutEffects(outputFiles[0].text)
}

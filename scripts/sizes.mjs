/**
 * What imports cost in a browser: each is bundled and minified with the packages as they are published, and compressed
 * by gzip, in kB of 1,000 bytes. Writes docs/sizes.md, or checks that no import has grown beyond its limit.
 *
 *     npm run sizes
 *     npm run sizes -- --check
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { packageModule } from './package-module.mjs'

const root = join(import.meta.dirname, '..')
const figures = JSON.parse(readFileSync(join(import.meta.dirname, 'sizes.json'), 'utf8'))
const [, readme] = /## Use it as a library\n\n```ts\n(.*?)```/s.exec(
  readFileSync(join(root, 'README.md'), 'utf8'),
) ?? [null, '']

const imports = {
  'tensor, tanh': `import { tensor, tanh } from '@sobolev/core'
console.log(tanh(tensor([1])))`,
  'tensor, tanh, without methods': `import { tensor, tanh } from '@sobolev/core'
console.log(tanh(tensor([1])))`,
  GradientTape: `export { GradientTape, Variable } from '@sobolev/core'`,
  compile: `export { compile } from '@sobolev/core'`,
  'Sequential, adam': `export { adam, Dense, Optimizer, Sequential } from '@sobolev/nn'`,
  "the README's example": readme,
  'all of core': `export * from '@sobolev/core'`,
  'all of nn': `export * from '@sobolev/nn'`,
}

const packages = ['kernels', 'core', 'nn']
const modules = new Map(
  await Promise.all(
    packages.map(async (name) => [
      `@sobolev/${name}`,
      await packageModule(
        join(root, 'packages', name),
        packages.filter((other) => other !== name).map((other) => `@sobolev/${other}`),
      ),
    ]),
  ),
)
const fromSources = {
  name: 'packages from sources',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@sobolev\// }, ({ path }) => ({ path, namespace: 'package' }))
    onLoad({ filter: /./, namespace: 'package' }, ({ path }) => ({ contents: modules.get(path) }))
  },
}

/** The kB of an import's code and, apart from it, of the machine. */
async function sizeOf(name, contents) {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    define: name.endsWith('without methods') ? { __SOBOLEV_METHODS__: 'false' } : {},
    plugins: [fromSources],
  })
  const text = outputFiles[0].text
  const code = kilobytes(text.replace(/[A-Za-z0-9+/]{10000,}=*/, ''))
  return { code, machine: kilobytes(text) - code }
}

const kilobytes = (text) => gzipSync(text, { level: 9 }).length / 1000

const rows = []
const grown = []
for (const [name, contents] of Object.entries(imports)) {
  const { code, machine } = await sizeOf(name, contents)
  const { before, limit } = figures[name]
  const total = code + machine
  if (total > limit) grown.push(`${name}: at most ${limit} kB, got ${total.toFixed(1)}`)
  const cells = [...before, before[0] + before[1], code, machine, total]
  rows.push([name, ...cells.map((size) => size.toFixed(1)), limit])
  process.stdout.write(
    `${name}: ${total.toFixed(1)} kB = ${code.toFixed(1)} code + ${machine.toFixed(1)} machine; at most ${limit}\n`,
  )
}
if (grown.length > 0) {
  process.stderr.write(
    `sizes: an import must not outgrow its limit.\n${grown.join('\n')}\nFind what it brings with it, or raise the limit in scripts/sizes.json and say why.\n`,
  )
  process.exitCode = 1
}

if (!process.argv.includes('--check'))
  writeFileSync(
    join(root, 'docs/sizes.md'),
    `# What imports cost

Kilobytes (1,000 bytes) of a bundle for browsers, minified by esbuild and compressed by gzip. *Machine* is the WebAssembly module, which every import that computes brings along once, and which worker threads are given compiled; *code* is all else. *Before* is 29 November 2026, when the module was plain base64 ([what was decided](decisions/0031-the-machine-is-compressed-in-the-module.md)). Written by \`npm run sizes\`; \`npm run sizes -- --check\`, a part of CI, fails when an import outgrows its limit, as \`size-limit\` would; it knows the machine from the code, and needs no build.

| import | code before | machine before | all before | code | machine | all | limit |
| --- | --: | --: | --: | --: | --: | --: | --: |
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

Methods of tensors such as \`x.pow(3)\` are found at run time, so whatever is a method of tensors is in every bundle, but [where the bundler is told](guides/bundlers.md#without-methods) that none is called; of the functions and of \`@sobolev/nn\` there is only what is used ([which are methods](decisions/0035-methods-are-what-formulas-chain.md)).
`,
  )

import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { Project } from './project.fixture.ts'

test('the help of the program lists each command, and each has a help of its own', async () => {
  const project = new Project()
  try {
    const { out } = await project.run(['--help'])
    const list = out.slice(out.indexOf('Commands:'), out.indexOf('Examples:'))
    const names = Array.from(list.matchAll(/^ {2}(\S+) {2,}\S/gm), ([, name = '']) => name)
    expect(names).toContain('train')
    for (const name of names.filter((word) => word !== 'help')) {
      const help = await project.run([name, '--help'])
      expect(help, name).toMatchObject({ code: 0, err: '' })
      expect(help.out).toContain(`Usage: sobolev ${name} `)
    }
  } finally {
    project.remove()
  }
})

test('what starts the program reads nothing but the list of commands', async () => {
  const { metafile } = await build({
    entryPoints: [new URL('../main.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    splitting: true,
    outdir: '/never',
    metafile: true,
  })
  const outputOf = new Map(Object.entries(metafile.outputs))
  const read = new Set<string>()
  const follow = (file: string): void => {
    if (read.has(file)) return
    read.add(file)
    for (const { path, kind } of outputOf.get(file)?.imports ?? [])
      if (kind === 'import-statement') follow(path)
  }
  for (const [file, { entryPoint }] of outputOf) if (entryPoint?.endsWith('main.ts')) follow(file)
  const packages = [...read].filter((file) => !outputOf.has(file) && !file.startsWith('node:'))
  expect(packages).toEqual(['commander'])
})

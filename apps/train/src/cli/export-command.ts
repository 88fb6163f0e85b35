import { extname } from 'node:path'
import { type Command, Option } from 'commander'
import { listed } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { type Restored, restore } from '../train/restore.ts'
import { count } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, modelArgument, quietOption, runsOption, setReadingOption } from './options.ts'
import { refuseSameFile, writeOutput } from './output-file.ts'
import { pathOf, shownPath } from './paths.ts'

/** What a model can be exported as, each loaded when it is asked for. */
const formats = {
  async onnx(restored: Restored): Promise<Iterable<Uint8Array>> {
    const { exportModel } = await import('../export/export-model.ts')
    const { encodeOnnx } = await import('../export/onnx/encode-onnx.ts')
    return encodeOnnx(exportModel(restored).model)
  },
  async safetensors(restored: Restored): Promise<Iterable<Uint8Array>> {
    const { exportSafetensors } = await import('../export/export-safetensors.ts')
    return exportSafetensors(restored)
  },
  async js(restored: Restored): Promise<Iterable<Uint8Array>> {
    const { exportModel } = await import('../export/export-model.ts')
    const { writeModule } = await import('../export/js/write-module.ts')
    return [new TextEncoder().encode(await writeModule(exportModel(restored), restored))]
  },
} as const

type Format = keyof typeof formats

/** The format that a file's name says. */
const extensions: Readonly<Record<string, Format>> = {
  '.onnx': 'onnx',
  '.safetensors': 'safetensors',
  '.js': 'js',
  '.mjs': 'js',
}

interface ExportOptions {
  readonly format?: Format
  readonly output: string
  readonly runs: string
  readonly set: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev export`. */
export function exportCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('export')
    .description(
      'Write a trained model for other programs: as ONNX, from the columns of a file to classes or values, with everything that prepares them; as a JavaScript module that does the same without any dependency; or its weights as safetensors.',
    )
    .addArgument(modelArgument())
    .addOption(
      new Option(
        '--format <format>',
        "what to write (default: what the file's name ends in)",
      ).choices(Object.keys(formats)),
    )
    .requiredOption('-o, --output <file>', 'the file to write')
    .addOption(runsOption())
    .addOption(setReadingOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev export two-moons -o two-moons.onnx
  $ sobolev export two-moons -o two-moons.js
  $ sobolev export two-moons -o weights.safetensors`,
    )
    .action((model: string, options: ExportOptions) => exportRun(model, options, io))
}

async function exportRun(model: string, options: ExportOptions, io: CommandIo): Promise<void> {
  const format = options.format ?? extensions[extname(options.output).toLowerCase()]
  if (format === undefined)
    throw new InputError({
      place: '--output',
      message: `must end in ${listed(Object.keys(extensions)).replace(' and ', ' or ')}, or --format must be given, got ${options.output}`,
    })
  const checkpoint = findCheckpoint(model, { workingDirectory: io.cwd, output: options.runs })
  const output = pathOf(io, options.output)
  refuseSameFile(checkpoint, output, 'the checkpoint that is exported')
  const restored = await restore(checkpoint, options.set)
  const chunks = [...(await formats[format](restored))]
  writeOutput(output, chunks)
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify({ checkpoint, format, output, bytes }, null, 2)}\n`)
  } else if (options.quiet !== true) {
    io.stderr.write(`${shownPath(io, output)}: ${format}, ${count(bytes, 'byte')}\n`)
  }
}

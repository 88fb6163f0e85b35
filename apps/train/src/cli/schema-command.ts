import type { Command } from 'commander'
import { jsonSchemaOf } from '../config/json-schema.ts'
import { configSchemaOf } from '../config/schema.ts'
import { catalogueWith } from './catalogue-with.ts'
import type { CommandIo } from './io.ts'
import { useOption } from './options.ts'

/** Adds `sobolev schema`. */
export function schemaCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('schema')
    .description('Print the JSON Schema of configs, by which editors complete and check them.')
    .addOption(useOption())
    .addHelpText(
      'after',
      `
A config says where its schema lies in a comment at its head, as a path from its own folder or as a URL:
  # yaml-language-server: $schema=config.schema.json

Examples:
  $ sobolev schema > config.schema.json
  $ sobolev schema --use my-penalties.ts > config.schema.json`,
    )
    .action(async ({ use }: { readonly use: readonly string[] }) => {
      const schema = configSchemaOf(await catalogueWith(use, io))
      io.stdout.write(`${JSON.stringify(jsonSchemaOf(schema), null, 2)}\n`)
    })
}

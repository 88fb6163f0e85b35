import type { Command } from 'commander'
import { jsonSchemaOf } from '../config/json-schema.ts'
import { configSchema } from '../config/schema.ts'
import type { CommandIo } from './io.ts'

/** Adds `sobolev schema`. */
export function schemaCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('schema')
    .description('Print the JSON Schema of configs, by which editors complete and check them.')
    .addHelpText(
      'after',
      `
A config says where its schema lies in its first line, as a path from its own folder or as a URL:
  # yaml-language-server: $schema=config.schema.json

Example:
  $ sobolev schema > config.schema.json`,
    )
    .action(() => {
      io.stdout.write(`${JSON.stringify(jsonSchemaOf(configSchema), null, 2)}\n`)
    })
}

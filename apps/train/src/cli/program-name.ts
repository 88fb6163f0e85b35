import type { CommandIo } from './io.ts'

/** The program as the user calls it: in its own repository npm runs it from source and none is installed. */
export function programName(io: CommandIo): string {
  return io.env.npm_package_name === 'sobolev' ? 'npm run sobolev --' : 'sobolev'
}

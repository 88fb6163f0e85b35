import type { CommandIo } from './io.ts'

/** The command with which the user runs the program: within this repository it is not installed, and npm runs it. */
export function programName(io: CommandIo): string {
  return io.env.npm_package_name === 'sobolev' ? 'npm run sobolev --' : 'sobolev'
}

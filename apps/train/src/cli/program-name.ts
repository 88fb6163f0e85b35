import type { CommandIo } from './io.ts'

/** The command with which the user runs the program: within this repository npm runs it. */
export function programName(io: CommandIo): string {
  if (io.env.npm_package_name !== 'sobolev') return 'sobolev'
  return io.env.npm_command === 'exec' ? 'npx sobolev' : 'npm run sobolev --'
}

/** The command `changeset`, in the version of scripts/release, and what it has written to .changeset. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { installTools, root } from '../consumer/packed.mjs'

const [major] = process.versions.node.split('.').map(Number)

function ready() {
  if (major < 22)
    throw new Error(
      `changeset: Node must be 22.11 or newer, got ${process.version}; or write the file by hand as .changeset/README.md shows`,
    )
  installTools(import.meta.dirname)
}

export const changesets = {
  /** The changes that wait for a release. */
  async read() {
    ready()
    const { readChangesets } = await import('@changesets/read')
    return await readChangesets(root)
  },
  run(args) {
    ready()
    const program = join(import.meta.dirname, 'node_modules/@changesets/cli/bin.js')
    execFileSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' })
  },
}

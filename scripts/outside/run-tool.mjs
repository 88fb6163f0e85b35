/** Runs the command of a tool in an outside project. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a command writes to stdout; rejects with all that it wrote where it fails, and, if it `mustBeQuiet`, where a line
 * of it warns.
 */
export function runTool(command, args, cwd, { env = {}, mustBeQuiet = false } = {}) {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => {
      written[stream] += text
    })
  return new Promise((resolve, reject) => {
    const fail = (reason) =>
      reject(new Error(`${reason}\n${written.stdout}${written.stderr}`.trimEnd()))
    child.once('error', ({ message }) => fail(message))
    child.once('close', (code, signal) => {
      const warning = mustBeQuiet && /warn/i.test(written.stdout + written.stderr)
      if (code !== 0) fail(`ended with ${code ?? signal}`)
      else if (warning) fail('must not warn')
      else resolve(written.stdout)
    })
  })
}

/** Starts a server and resolves, once a line of it says its address, to that and to what ends it. */
export function startServer(command, args, cwd, { env = {} } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let written = ''
  const stop = () => {
    const ended = new Promise((resolve) => child.once('close', resolve))
    if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    return child.exitCode === null ? ended : undefined
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`must say its address, got nothing in two minutes\n${written}`))
    }, 120_000)
    const hear = (text) => {
      written += text
      const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(written)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      resolve({ address, stop, written: () => written })
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.once('close', (code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code}\n${written}`))
    })
  })
}

/** The version of a package that a folder has in its `node_modules`. */
export const versionOf = (folder, name) =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version

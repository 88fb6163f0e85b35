import { packageVersions } from '../run/package-versions.ts'
import type { Finding } from './finding.ts'

/** The oldest Node that the packages run on. */
const oldestNode = [20, 19] as const
/** The newest that the bits of every function were compared on. */
const newestNode = 26

/** Node, and whether the packages belong together. */
export function checkInstallation(
  node: string = process.versions.node,
  packages: Readonly<Record<string, string>> = packageVersions(),
): Finding[] {
  return [checkNode(node), checkPackages(packages)]
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const found = `Node ${version} on ${process.platform} ${process.arch}`
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
  if (isOld)
    return {
      name: 'Node',
      state: 'fault',
      found,
      advice: `must be ${oldestNode.join('.')} or newer; install one from nodejs.org`,
    }
  if (major > newestNode)
    return {
      name: 'Node',
      state: 'note',
      found,
      advice: `newer than ${newestNode}, the last that was tried; its bits are probably the same`,
    }
  if (major < 24 && process.arch === 'x64')
    return {
      name: 'Node',
      state: 'note',
      found,
      advice:
        'Node 24 is about twice as fast at matrix products on x64: its vectors are twice as wide',
    }
  return { name: 'Node', state: 'ok', found }
}

function checkPackages(packages: Readonly<Record<string, string>>): Finding {
  const versions = Object.entries(packages)
  const found = versions.map(([name, version]) => `${name} ${version}`).join(', ')
  const distinct = new Set(Object.values(packages))
  if (distinct.has('unknown'))
    return {
      name: 'packages',
      state: 'fault',
      found,
      advice: 'a package is missing; install again, with npm ci',
    }
  if (distinct.size > 1)
    return {
      name: 'packages',
      state: 'fault',
      found,
      advice:
        'all must have one version; npm ls shows who asks for another, and npm install @sobolev/train@latest brings all to one',
    }
  return { name: 'packages', state: 'ok', found }
}

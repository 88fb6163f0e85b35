import type { Machine } from '../machine.ts'
import type { Chain } from './chain.ts'
import { fusedModule } from './fused-module.ts'

/**
 * Makes a chain callable on a machine and returns its slot, for `Program.fused`. A chain that was made before keeps its
 * slot: it knows no sizes, so layers and steps alike share one. Throws a RangeError for a chain of more than a thousand
 * calls.
 */
export const fuse = (machine: Machine, chain: Chain): number =>
  machine.link(JSON.stringify(chain), (shared) => fusedModule([chain], shared))

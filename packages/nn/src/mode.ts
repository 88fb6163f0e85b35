import type { Rng } from '@sobolev/core'

/**
 * How a module is called. Training needs a source of random numbers: the same source gives the same
 * dropout masks, so two calls with one mode are two calls of one function.
 */
export type Mode = { readonly training: false } | { readonly training: true; readonly rng: Rng }

/**
 * The mode in which a module calls its child: its source of random numbers is an independent one,
 * split off by `name`.
 */
export function childMode(mode: Mode, name: string | number): Mode {
  if (!mode.training) return mode
  return {
    training: true,
    // Split off when it is read: most layers draw nothing.
    get rng() {
      return mode.rng.split(name)
    },
  }
}

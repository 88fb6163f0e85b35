import type { Shape } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import { type ChannelAxis, channelsOf } from './channels.ts'

/** What each number of a layer is for. */
export const perOption = option.choice({
  values: ['channel', 'feature', 'layer'],
  default: 'channel',
  words:
    'what has a number of its own: each channel, which is axis 1, each feature, the last axis, or the whole layer',
})

/** A choice of `perOption`. */
export type Per = 'channel' | 'feature' | 'layer'

/** How many numbers there are for an example. Throws a ShapeError for one without axes. */
export function countOf(layer: string, per: Per, example: Shape): number {
  const size = channelsOf(layer, example, axisOf(per))
  return per === 'layer' ? 1 : size
}

/** The axis along which they lie; one for the whole layer fits each. */
export const axisOf = (per: Per): ChannelAxis => (per === 'channel' ? 'channels' : 'features')

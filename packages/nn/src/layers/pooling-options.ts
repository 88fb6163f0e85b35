import { type FilledOptions, option } from '../catalogue/option.ts'
import type { WindowSizes } from './spatial-shape.ts'

/** The options of layers that make one number of each window. */
export const poolingOptions = {
  size: option.sizes({ default: 2, words: 'the size of the window' }),
  stride: option.sizes({
    or: ['size'],
    default: 'size',
    words: 'how far the window moves on; "size" puts windows side by side',
  }),
  padding: option.choice({
    values: ['valid', 'same'],
    default: 'valid',
    words: 'whether windows stay inside, or reach beyond the inputs and give outputs everywhere',
  }),
}

/** The window that the options describe. */
export function poolingWindow({
  size,
  stride,
  padding,
}: FilledOptions<typeof poolingOptions>): WindowSizes {
  return { size, stride: stride === 'size' ? size : stride, padding }
}

import { labelColumn, openImages } from '#images'
import { displayPath } from '../data/display-path.ts'
import { InputError } from '../errors.ts'
import { type ConfigLine, configText, item, line, opening, remark } from './config-text.ts'
import type { InitialConfig, InitRequest } from './initial-config.ts'

/** Pixels along the longer side from which images are halved once more. */
const LARGE = 20

/**
 * A config for images, which the preset of tables is not for: a small network of convolutions.
 *
 * @throws InputError for images without labels, and for rows that are no images
 */
export async function imageConfig(
  { path, target }: InitRequest,
  file: string,
): Promise<InitialConfig> {
  const { images, labels } = await openImages(path)
  const place = displayPath(path)
  const fault = (message: string): InputError => new InputError({ place, message })
  if (labels === null)
    throw fault(
      'must have labels to train on, got none; put the file of labels beside the images, as MNIST does',
    )
  if (target !== null && target !== labelColumn)
    throw fault(
      `images are told apart by their column ${labelColumn}, got --target ${target}; leave it out`,
    )
  const [count = 0, ...lengths] = images.lengths
  if (lengths.length < 2)
    throw fault(
      `must hold images, got rows of ${lengths.join()} numbers; write them as CSV for init`,
    )
  const side = Math.max(...lengths.slice(-2))
  const halvings = side >= LARGE ? 2 : side >= 4 ? 1 : 0
  const filters = [16, 32]
  const lines: ConfigLine[] = [
    opening(0, 'data'),
    line(1, 'file', file),
    line(1, 'target', labelColumn, 'the labels of the images'),
    opening(0, 'model'),
    opening(1, 'layers', 'convolutions find shapes wherever they are'),
    ...filters.flatMap((amount, i) => [
      item(2, { convolution: { filters: amount, padding: 'same', activation: 'relu' } }),
      ...(i < halvings ? [item(2, { maxPool: 2 })] : []),
    ]),
    item(2, 'flatten'),
    item(2, { dropout: 0.3 }),
    line(0, 'optimizer', { adamw: { learningRate: { cosine: { from: 0.002 } } } }),
    line(0, 'training', { epochs: 10, batchSize: 64 }),
  ]
  const head = remark(
    `Made by sobolev init of ${place}: ${count} images of ${lengths.join(' × ')}.`,
  )
  return { text: head + configText(lines), essence: configText(lines) }
}

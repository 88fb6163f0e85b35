import { formatNumber } from '../cli/format-number.ts'
import { element, fragment } from './markup.ts'
import { type Picture, picture, round } from './picture.ts'
import { seriesClass } from './style.ts'

const SIDE = 300

/** Which pixels of images the loss depends on: mean sizes of derivatives, summed over channels. */
export function pixelMap(
  [channels = 1, height = 1, width = 1]: readonly number[],
  sizes: Float64Array,
): Picture {
  const pixels = Float64Array.from({ length: height * width }, (_, pixel) =>
    Array.from(
      { length: channels },
      (_, channel) => sizes[channel * height * width + pixel] ?? 0,
    ).reduce((sum, size) => sum + size, 0),
  )
  const most = pixels.reduce((a, b) => Math.max(a, b), 0)
  const cell = SIDE / Math.max(height, width)
  const placeOf = (pixel: number): [number, number] => [Math.floor(pixel / width), pixel % width]
  const cells = Array.from(pixels, (size, pixel) => {
    const [row, column] = placeOf(pixel)
    const share = most === 0 ? 0 : size / most
    return element('rect', {
      ...{
        class: `fill ${seriesClass(0)}`,
        x: round(30 + column * cell),
        y: round(10 + row * cell),
      },
      ...{ width: round(cell), height: round(cell), 'fill-opacity': Math.round(share * 100) / 100 },
    })
  })
  const place = placeOf(pixels.indexOf(most))
  return picture({
    ...{ name: 'gradients-by-pixel', title: 'Input gradients by pixel' },
    description: `Mean |∂loss/∂pixel|, up to ${formatNumber(most)} at row ${place[0] + 1}, column ${place[1] + 1}; the darker, the larger.`,
    ...{ width: Math.round(60 + width * cell), height: Math.round(46 + height * cell) },
    drawing: fragment(
      element('rect', {
        class: 'outline',
        x: 30,
        y: 10,
        width: round(width * cell),
        height: round(height * cell),
      }),
      cells,
      element(
        'text',
        { class: 'middle name', x: round(30 + (width * cell) / 2), y: round(30 + height * cell) },
        `0 to ${formatNumber(most)}, mean |∂loss/∂pixel|`,
      ),
    ),
    data: {
      columns: ['row', 'column', 'mean |∂loss/∂pixel|'],
      rows: Array.from(pixels, (size, pixel) => {
        const [row, column] = placeOf(pixel)
        return [row + 1, column + 1, size]
      }),
    },
  })
}

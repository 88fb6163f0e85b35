/** Draws what a model says of a plane, or of a line, and the rows in it. */
import { arrowsOf } from './arrows.ts'
import { contour } from './contour.ts'
import { drawAxes, margin } from './draw-axes.ts'
import { drawPoints } from './draw-points.ts'
import type { Picture } from './messages.ts'
import { colourOfClasses, colourOfNumber, type Drawing, type Frame, type Paint } from './paint.ts'
import { colourOf, css, mixed, type Palette } from './palette.ts'
import { extentOf } from './scale.ts'

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
/** How strong the colour of a surface is where it is strongest. */
const STRENGTH = 0.62
const LEVELS = 8

/** Draws on a canvas of a size in pixels of the page. */
export function drawPlane(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  drawing: Drawing,
  palette: Palette,
): void {
  const frame: Frame = {
    left: margin.left,
    top: margin.top,
    width: size.width - margin.left - margin.right,
    height: size.height - margin.top - margin.bottom,
  }
  context.clearRect(0, 0, size.width, size.height)
  context.font = FONT
  const { plane, picture } = drawing
  const range = rangeOf(drawing)
  const vertical = plane.up ?? { name: verticalName(drawing), ...verticalRange(drawing, range) }
  const paint = { context, frame, palette, drawing, range, vertical }
  if (plane.up !== null && picture !== null) drawSurface(paint, picture)
  drawAxes(paint, plane.across, vertical)
  clipped(paint, () => {
    if (plane.up === null) {
      drawPoints(paint)
      if (picture !== null) drawLines(paint, picture)
      return
    }
    if (picture !== null) drawContours(paint, picture)
    drawPoints(paint)
    if (picture?.field) drawArrows(paint, picture.field)
  })
}

function rangeOf({ plane, classes }: Drawing): readonly [number, number] {
  if (classes.length > 0) return [0, 1]
  const [low, high] = extentOf(plane.points.values) ?? [0, 1]
  return low < high ? [low, high] : [low - 1, high + 1]
}

function verticalName({ classes, target }: Drawing): string {
  if (classes.length === 0) return target
  return classes.length === 2 ? `probability of ${classes[1]}` : 'probability'
}

function verticalRange({ classes }: Drawing, [low, high]: readonly [number, number]) {
  const margin = (classes.length > 0 ? 0.06 : 0.1) * (high - low)
  return { low: low - margin, high: high + margin }
}

function drawSurface(paint: Paint, { size, values, width, threshold }: Picture): void {
  const { context, frame, palette } = paint
  const image = new ImageData(size.across, size.up)
  for (let cell = 0; cell < size.across * size.up; cell++) {
    const [colour, strength] =
      width === 1
        ? colourOfNumber(paint, values[cell] ?? 0)
        : colourOfClasses(palette, values.subarray(cell * width, (cell + 1) * width), threshold)
    const [red, green, blue] = mixed(palette.page, colour, STRENGTH * strength)
    const [x, y] = [cell % size.across, size.up - 1 - Math.floor(cell / size.across)]
    image.data.set([red, green, blue, 255], 4 * (y * size.across + x))
  }
  const small = new OffscreenCanvas(size.across, size.up)
  small.getContext('2d')?.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = 'high'
  context.drawImage(small, frame.left, frame.top, frame.width, frame.height)
}

/** The border of two classes, or lines of equal prediction. */
function drawContours(
  { context, frame, palette, range: [low, high] }: Paint,
  { size, values, width, threshold }: Picture,
): void {
  if (width > 2) return
  const numbers = width === 1 ? values : values.filter((_, i) => i % 2 === 1)
  const levels =
    width === 2
      ? [threshold ?? 0.5]
      : Array.from({ length: LEVELS }, (_, i) => low + ((i + 0.5) / LEVELS) * (high - low))
  const x = (cell: number): number => frame.left + ((cell + 0.5) / size.across) * frame.width
  const y = (cell: number): number => frame.top + (1 - (cell + 0.5) / size.up) * frame.height
  context.beginPath()
  for (const level of levels)
    for (const [x1, y1, x2, y2] of contour(numbers, size.across, level)) {
      context.moveTo(x(x1), y(y1))
      context.lineTo(x(x2), y(y2))
    }
  context.strokeStyle = palette.text
  context.globalAlpha = width === 2 ? 0.9 : 0.25
  context.lineWidth = width === 2 ? 1.6 : 1
  context.lineCap = 'round'
  context.stroke()
  context.globalAlpha = 1
}

function drawArrows(
  { context, frame, palette }: Paint,
  field: NonNullable<Picture['field']>,
): void {
  context.beginPath()
  for (const { x, y, dx, dy } of arrowsOf(field, frame.width, frame.height)) {
    const [x1, y1] = [frame.left + x, frame.top + frame.height - y]
    const [x2, y2] = [x1 + dx, y1 - dy]
    context.moveTo(x1, y1)
    context.lineTo(x2, y2)
    // The head: a third of the arrow.
    for (const side of [0.45, -0.45]) {
      context.moveTo(x2, y2)
      context.lineTo(x2 - 0.34 * (dx - side * -dy * 1.2), y2 + 0.34 * (dy + side * -dx * 1.2))
    }
  }
  context.strokeStyle = palette.text
  context.globalAlpha = 0.8
  context.lineWidth = 1.25
  context.lineCap = 'round'
  context.stroke()
  context.globalAlpha = 1
}

/** The prediction over the only axis: one line, or one for each class. */
function drawLines(
  { context, frame, palette, vertical }: Paint,
  { size, values, width }: Picture,
): void {
  for (let line = width === 2 ? 1 : 0; line < width; line++) {
    context.beginPath()
    for (let cell = 0; cell < size.across; cell++) {
      const share =
        ((values[cell * width + line] ?? 0) - vertical.low) / (vertical.high - vertical.low)
      context.lineTo(
        frame.left + ((cell + 0.5) / size.across) * frame.width,
        frame.top + (1 - share) * frame.height,
      )
    }
    context.strokeStyle = css(colourOf(palette, width === 1 ? 1 : line))
    context.lineWidth = 2.5
    context.lineJoin = 'round'
    context.stroke()
  }
}

function clipped({ context, frame }: Paint, draw: () => void): void {
  context.save()
  context.beginPath()
  context.rect(frame.left, frame.top, frame.width, frame.height)
  context.clip()
  draw()
  context.restore()
}

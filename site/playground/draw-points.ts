import { colourOfNumber, type Paint } from './paint.ts'
import { colourOf, css, mixed } from './palette.ts'

/** Rows: circles, squares and triangles by their class, hollow where they are not trained on. */
export function drawPoints(paint: Paint): void {
  const { context, frame, palette, drawing, vertical } = paint
  const { plane, classes } = drawing
  const { x, y, values, validation } = plane.points
  const { across } = plane
  const isLine = plane.up === null
  const radius = x.length > 600 ? 2.4 : 3.4
  for (let row = 0; row < x.length; row++) {
    const value = values[row] ?? 0
    const height =
      isLine && classes.length > 0 ? Number(value === 1 || classes.length > 2) : (y[row] ?? 0)
    const px =
      frame.left + (((x[row] ?? 0) - across.low) / (across.high - across.low)) * frame.width
    const py =
      frame.top + (1 - (height - vertical.low) / (vertical.high - vertical.low)) * frame.height
    const [end, share] =
      classes.length > 0 ? [colourOf(palette, value), 1] : colourOfNumber(paint, value)
    const fill = classes.length > 0 ? end : mixed(palette.page, end, 0.25 + 0.75 * share)
    marker(context, classes.length > 0 ? value : 0, px, py, radius)
    const isTrained = row < validation
    context.globalAlpha = isLine ? 0.75 : 1
    context.lineWidth = isTrained ? 1 : 1.5
    context.fillStyle = css(isTrained ? fill : palette.page)
    context.strokeStyle = isTrained
      ? css(palette.page)
      : css(classes.length > 0 ? fill : mixed(palette.page, end, 0.4 + 0.6 * share))
    context.fill()
    context.stroke()
    context.globalAlpha = 1
  }
}

function marker(
  context: CanvasRenderingContext2D,
  kind: number,
  x: number,
  y: number,
  radius: number,
): void {
  context.beginPath()
  const shape = kind % 3
  if (shape === 0) context.arc(x, y, radius, 0, 2 * Math.PI)
  else if (shape === 1)
    context.rect(x - 0.88 * radius, y - 0.88 * radius, 1.76 * radius, 1.76 * radius)
  else {
    context.moveTo(x, y - 1.25 * radius)
    context.lineTo(x + 1.15 * radius, y + 0.85 * radius)
    context.lineTo(x - 1.15 * radius, y + 0.85 * radius)
    context.closePath()
  }
}

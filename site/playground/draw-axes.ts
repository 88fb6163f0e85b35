import type { Axis } from './messages.ts'
import type { Paint } from './paint.ts'
import { ticks } from './scale.ts'

/** Pixels around a picture, for its axes. */
export const margin = { left: 46, right: 10, top: 10, bottom: 42 }

/** The frame of a picture, numbers along two of its sides, and the names of its axes. */
export function drawAxes({ context, frame, palette }: Paint, across: Axis, up: Axis): void {
  context.fillStyle = palette.faint
  context.strokeStyle = palette.line
  context.lineWidth = 1
  context.strokeRect(frame.left - 0.5, frame.top - 0.5, frame.width + 1, frame.height + 1)
  const bottom = frame.top + frame.height
  context.textAlign = 'center'
  context.textBaseline = 'top'
  const horizontal = ticks(across.low, across.high, frame.width / 90)
  for (const value of horizontal.values) {
    const x = frame.left + ((value - across.low) / (across.high - across.low)) * frame.width
    context.fillText(tickText(value, horizontal.decimals), x, bottom + 6)
  }
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  const vertical = ticks(up.low, up.high, frame.height / 70)
  for (const value of vertical.values) {
    const y = bottom - ((value - up.low) / (up.high - up.low)) * frame.height
    context.fillText(tickText(value, vertical.decimals), frame.left - 7, y)
  }
  context.fillStyle = palette.text
  context.textAlign = 'center'
  context.textBaseline = 'bottom'
  context.fillText(cut(across.name), frame.left + frame.width / 2, bottom + margin.bottom - 3)
  context.save()
  context.translate(11, frame.top + frame.height / 2)
  context.rotate(-Math.PI / 2)
  context.textBaseline = 'middle'
  context.fillText(cut(up.name), 0, 0)
  context.restore()
}

const tickText = (value: number, decimals: number): string =>
  Math.abs(value) >= 1e5 || decimals > 4 ? value.toExponential(1) : value.toFixed(decimals)

const cut = (name: string): string => (name.length > 40 ? `${name.slice(0, 39)}…` : name)

import { describeValue, Variable } from '@sobolev/core'
import { Module } from './module.ts'
import { walk } from './walk.ts'

/**
 * A table of a model as text: each module by its path and class, the variables that it holds itself with their shapes, and
 * how many numbers these are; last how many are trained.
 *
 * ```ts
 * console.log(summary(model))
 * // layers.0  Dense    kernel [2, 8], bias [8]  24
 * // layers.1  Dropout
 * // layers.2  Dense    kernel [8, 1], bias [1]  9
 * // 33 numbers trained
 * ```
 *
 * @throws TypeError for what is no module
 * @see tf.keras.Model.summary, flax.linen.Module.tabulate, print(model) of PyTorch
 */
export function summary(model: Module): string {
  if (!(model instanceof Module))
    throw new TypeError(`summary: must be given a model, got ${describeValue(model)}`)
  const rows: Row[] = []
  for (const { path, value } of walk(model, (inner) => inner instanceof Variable)) {
    if (value instanceof Module)
      rows.push({ path, kind: value.constructor.name, shapes: [], size: 0 })
    if (!(value instanceof Variable)) continue
    const row = rows.findLast((holder) => holder.path === '' || path.startsWith(`${holder.path}.`))
    const name = path.slice(row?.path ? row.path.length + 1 : 0)
    row?.shapes.push(`${name} [${value.shape.join(', ')}]`)
    if (row) row.size += value.size
  }
  const lines = rows
    .filter(({ path, size }) => path !== '' || size > 0)
    .map(({ path, kind, shapes, size }) => [path, kind, shapes.join(', '), size ? `${size}` : ''])
  const variables = Object.values(model.variables())
  const trained = sizeOf(variables.filter(({ trainable }) => trainable))
  const others = sizeOf(variables) - trained
  const total = `${trained} numbers trained${others === 0 ? '' : `, ${others} not`}`
  return [...aligned(lines), total].join('\n')
}

/** A module, and what it holds itself. */
interface Row {
  readonly path: string
  readonly kind: string
  readonly shapes: string[]
  size: number
}

const sizeOf = (variables: readonly Variable[]): number =>
  variables.reduce((sum, { size }) => sum + size, 0)

/** Lines of cells, each column as wide as its widest cell. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...lines.map((cells) => cells[column]?.length ?? 0)),
  )
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trim(),
  )
}

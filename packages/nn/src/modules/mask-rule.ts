import { ShapeError, type Tensor } from '@sobolev/core'
import type { Mode } from './mode.ts'
import { namingPlace } from './naming-place.ts'
import { maskOfSteps } from './without-padding.ts'

/**
 * What a module makes of sequences [n, steps, ...] of which a mask says which steps are there.
 *
 * - `kept`: it gives as many steps, and no number of a step that is there goes by one that is not.
 * - `elementwise`: so too, and takes sequences [n, steps] of plain numbers as well.
 * - `gone`: it takes together the steps that are there, and gives no steps.
 */
export type MaskRule = 'kept' | 'elementwise' | 'gone'

/** A module, as far as it matters here, or a function. */
type Layer = { readonly maskRule: MaskRule | undefined } | ((x: Tensor) => Tensor)

/** What a layer makes of masked sequences; undefined where it says nothing, and might use the padding. */
export function maskRuleOf(layer: Layer): MaskRule | undefined {
  if (typeof layer !== 'function') return layer.maskRule
  const definition: unknown = Reflect.get(layer, 'definition')
  const isObject = typeof definition === 'object' && definition !== null
  return isObject && Reflect.get(definition, 'kind') === 'activation' ? 'kept' : undefined
}

/** What layers one after the other make of masked sequences. */
export function maskRuleOfChain(layers: readonly Layer[]): MaskRule | undefined {
  const rules = layers.map(maskRuleOf)
  const end = rules.indexOf('gone')
  const needed = end === -1 ? rules : rules.slice(0, end)
  if (needed.includes(undefined)) return undefined
  return end === -1 ? (needed[0] ?? 'elementwise') : 'gone'
}

/** What layers that all take the same inputs, and whose outputs stand side by side, make of masked sequences. */
export function maskRuleOfBranches(rules: readonly (MaskRule | undefined)[]): MaskRule | undefined {
  if (rules.includes(undefined)) return undefined
  const gone = rules.filter((rule) => rule === 'gone').length
  if (gone === rules.length) return 'gone'
  return gone === 0 ? 'kept' : undefined
}

/** Throws a ShapeError for a layer that might use the padding of `x`, or where the mask is not that of its steps. */
export function checkMasked(layer: Layer, x: Tensor, { mask }: Mode): void {
  if (mask === undefined) return
  const rule = maskRuleOf(layer)
  if (rule === undefined) refuseUnknown(layer, x)
  if (rule === 'gone') return
  const name = nameOf(layer)
  maskOfSteps(name, x, mask)
  if (rule === 'kept' && x.rank < 3)
    throw new ShapeError(
      `${name}: must be given [n, steps, features] where a mask leaves steps out, got [${x.shape.join(', ')}]`,
    )
}

/** Throws a ShapeError for the layer without a rule, which may stand within the one that is called. */
function refuseUnknown(layer: Layer, x: Tensor): never {
  const inner = layersWithin(layer)
  const position = inner.findIndex((one) => maskRuleOf(one) === undefined)
  const unknown = inner[position]
  if (unknown) return namingPlace(`layers.${position}`, () => refuseUnknown(unknown, x))
  throw new ShapeError(
    `${nameOf(layer)}: must know what becomes of steps that a mask leaves out, and does not, got x [${x.shape.join(', ')}]; a layer that takes the steps together goes before it, such as gru, or globalAveragePool over steps${typeof layer === 'function' ? '' : ', or it has a maskRule'}`,
  )
}

function layersWithin(layer: Layer): readonly Layer[] {
  const layers: unknown = Reflect.get(layer, 'layers')
  return Array.isArray(layers) ? layers : []
}

function nameOf(layer: Layer): string {
  if (typeof layer === 'function') return layer.name === '' ? 'a function' : layer.name
  return layer.constructor.name
}

import type { Shape } from '@sobolev/core'
import type { InputElement } from '../evaluation/example-layout.ts'
import type { LayerPlan, PlanForElements } from './layer.ts'

/**
 * The plans of layers, one after the other, of which the first are told what the columns of a table are that the inputs
 * hold: as far as layers that say nothing of columns. Where the last axis of `inputs`, the shape of an example, has another
 * length than there are elements, none is told.
 */
export function plansForElements(
  plans: readonly LayerPlan[],
  inputs: Shape,
  elements: readonly InputElement[] | undefined,
): readonly LayerPlan[] {
  if (elements === undefined || inputs.at(-1) !== elements.length) return plans
  return chainForElements(plans, elements).plans
}

/** The same, and what the outputs of the last layer are; null behind one that says nothing of columns. */
export function chainForElements(
  plans: readonly LayerPlan[],
  elements: readonly InputElement[],
): { readonly plans: readonly LayerPlan[] } & Pick<PlanForElements, 'elements'> {
  let known: readonly InputElement[] | null = elements
  const told = plans.map((plan): LayerPlan => {
    const forElements: PlanForElements | null =
      known === null ? null : (plan.forElements?.(known) ?? null)
    known = forElements?.elements ?? null
    if (forElements === null) return plan
    return plan.method ? { ...forElements.plan, method: plan.method } : forElements.plan
  })
  return { plans: told, elements: known }
}

/** What `forElements` is of a layer whose outputs are its inputs' numbers, changed one by one. */
export const keepsElements = (plan: Omit<LayerPlan, 'forElements'>): LayerPlan => ({
  ...plan,
  forElements: (elements) => ({ plan, elements }),
})

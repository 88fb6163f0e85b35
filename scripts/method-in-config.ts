import { asYaml, type Definitions, type Kind, type Option } from '@sobolev/nn'
import { parse } from 'yaml'
import { optionsOf, requiredOptions } from '../apps/train/src/config/method-options.ts'

type AnyDefinition = Definitions[Kind]

/** A part of a config, as YAML reads it. */
export type Written = Readonly<Record<string, unknown>>

/** What methods are tried on: a config without any, in which there is room for one. */
export interface Problem {
  readonly name: string
  /** What a model's outputs are for its loss. */
  readonly outputs: 'classLogits' | 'binaryLogit' | 'values'
  /** How many inputs there are. */
  readonly inputs: number
  /** All but the model. */
  readonly config: Written
  /** The hidden layers, in blocks behind which a layer may stand. */
  readonly blocks: readonly (readonly Written[])[]
  /** What stands behind them. */
  readonly end: readonly unknown[]
  /** A layer that gives what has the shape of what it takes, behind any block but the first. */
  readonly steady: Written
}

/** A config of the problem without a method. */
export const withoutMethod = (problem: Problem): Written => ({
  ...problem.config,
  model: { layers: [...problem.blocks.flat(), ...problem.end] },
})

/** Why a method does not suit a problem, by what its file says; null where nothing speaks against it. */
export function unsuited(definition: AnyDefinition, { outputs, inputs }: Problem): string | null {
  if (definition.kind === 'calibration')
    return 'it is fitted after training, and is no part of a step'
  if (definition.kind === 'layer' && definition.derivatives !== undefined)
    return 'it gives the motion of a system, of the derivatives of its layers'
  const losses: unknown = Reflect.get(definition, 'losses')
  if (Array.isArray(losses) && !losses.includes(outputs)) return 'it is for other losses'
  if (definition.kind === 'loss' && definition.outputs !== outputs) return 'it is for other outputs'
  if (definition.kind !== 'penalty') return null
  if (definition.ofLayers === 'sequences') return 'it is for layers that give sequences'
  const isOne = outputs !== 'classLogits'
  if (definition.outputs === 'one' && !isOne) return 'it is for models with one output'
  if (definition.outputs === 'asInputs' && !(outputs === 'values' && inputs === 1))
    return 'it is for models with as many outputs as inputs'
  return null
}

/**
 * Configs of a problem with a method in it, of which the first that the program takes is meant. Layers stand behind
 * each block, or hold it, or hold a layer by itself.
 *
 * @param given options beside those that must be given, which are those of the method's example
 */
export function withMethod(
  problem: Problem,
  definition: AnyDefinition,
  given: Written = {},
): Written[] {
  const { kind, name } = definition
  const required = requiredOptions(definition).map((key): [string, unknown] => [
    key,
    requiredValue(definition, key),
  ])
  const options = { ...Object.fromEntries(required), ...given }
  if (kind === 'layer') return layersWith(problem, definition, options)
  const method = { [name]: options }
  if (kind === 'initialization') {
    const { model, ...others } = withoutMethod(problem)
    return [{ ...others, model: { ...Object(model), initialization: method } }]
  }
  const key = placeOf[kind]
  return key === undefined ? [] : [{ ...withoutMethod(problem), [key]: method }]
}

/** Where in a config the methods of a kind stand. */
const placeOf: { readonly [K in Kind]?: string } = {
  loss: 'loss',
  lossTransform: 'lossTransforms',
  penalty: 'penalties',
  batchTransform: 'batchTransforms',
  gradientTransform: 'gradientTransforms',
  optimizer: 'optimizer',
  constraint: 'constraints',
  average: 'average',
  ensemble: 'ensemble',
  calibration: 'calibration',
}

function layersWith(problem: Problem, definition: AnyDefinition, options: Written): Written[] {
  const { blocks, end, steady, config } = problem
  const key = Object.keys(options).find(
    (option) => optionsOf(definition)[option]?.type === 'layers',
  )
  const layer = (inner?: readonly unknown[]): Written => ({
    [definition.name]: key === undefined ? options : { ...options, [key]: inner },
  })
  const [first = [], ...others] = blocks
  const chains =
    key === undefined
      ? [blocks.flatMap((block) => [...block, layer()])]
      : [
          blocks.map((block) => layer(block)),
          [...first, layer([steady]), ...others.flat()],
          [...first, layer([steady, steady]), ...others.flat()],
        ]
  return chains.map((layers) => ({ ...config, model: { layers: [...layers, ...end] } }))
}

/** A column of the problems' tables for each use. */
const columnFor = { inputs: 'x1', numbers: 'slope', groups: 'site' }

function requiredValue(definition: AnyDefinition, key: string): unknown {
  const option = optionsOf(definition)[key]
  if (key in suited) return suited[key]
  const options: Written = definition.example.options ?? {}
  if (option === undefined) return undefined
  return valueFor(option) ?? (options[key] === undefined ? 0.1 : parse(asYaml(options[key])))
}

/** What fits the problems by the name of an option: an example's numbers are chosen to be checked by hand. */
const suited: Written = { level: 0.1 }

/** What fits the problems where the value of a method's example may not. */
function valueFor(option: Option): unknown {
  switch (option.type) {
    case 'duration':
      return 1
    case 'path':
      return 'layers.0'
    case 'column':
    case 'columns':
      return columnFor[option.of]
    case 'columnMap':
      return {
        [columnFor[option.of]]: option.of === 'numbers' ? 'x1' : (valueFor(option.value) ?? 1),
      }
    case 'method':
      return { adam: {} }
    case 'list':
      return [1, 2]
    case 'text':
      return option.sample
    default:
      return undefined
  }
}

import type { Variable } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { type FilledOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { selectParameters } from '../parameter-selection.ts'
import { valueAt } from '../schedules/schedule.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { sgd } from './sgd.ts'
import type { GradientTransform, State, Transformed } from './transform.ts'

const groupOptions = {
  includes: option.parameters({ words: 'the variables of the group' }),
  optimizer: option.method({
    kind: 'optimizer',
    default: null,
    words: 'what trains them; the optimizer of all others unless given',
  }),
  factor: option.schedule({
    minimum: 0,
    default: 1,
    words:
      'what their steps are multiplied with, as a factor of the learning rate; with 0 they stay as they are',
  }),
  optional: option.flag({
    default: false,
    words: 'whether the model may have no such variables; if not, that is an error',
  }),
}

type Variables = Readonly<Record<string, Variable>>

interface Group extends FilledOptions<typeof groupOptions> {
  readonly name: string
}

export const grouped = defineOptimizer({
  name: 'grouped',
  summary: 'Other learning rates, or other optimizers, for some of the variables, by role or path.',
  formula: 'θ ← θ + factor · (what the optimizer of the group adds to θ)',
  paper: {
    authors: 'Howard & Ruder',
    year: 2018,
    title: 'Universal language model fine-tuning for text classification',
    place: 'section 3.2, discriminative fine-tuning',
  },
  cost: 'that of its optimizers, each for its variables',
  when: 'Fine-tuning, where early layers should move less than late ones or not at all; no decay of biases and scales; an optimizer of matrices such as muon beside another one.',
  notes:
    'A group that selects nothing, unless it is optional, and a variable in two groups are errors. All variables of an optimizer are taken together, also those of groups with a factor. What the optimizer of a group remembers has the name of the group before it.',
  aliases: ['parameterGroups', 'paramGroups', 'layerwiseLearningRates', 'multiTransform'],
  options: {
    optimizer: option.method({
      kind: 'optimizer',
      words: 'what trains all variables that no group with an optimizer of its own has',
    }),
    groups: option.named({ of: groupOptions, words: 'what is otherwise for some variables' }),
  },
  example: {
    options: {
      optimizer: sgd({ learningRate: 0.1 }),
      groups: { slow: { includes: 'kernel', factor: 0.5 } },
    },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.2, 0.05],
  },
  make({ optimizer, groups: given }) {
    const groups = Object.entries(given).map(
      ([name, options]): Group => ({
        name,
        ...readOptions(`grouped: ${name}`, groupOptions, options),
      }),
    )
    checkFactors(optimizer, groups)
    const parts = [{ name: null, transform: optimizer }, ...groups.flatMap(ownPart)]
    const evaluatesOthers = parts.some(({ transform }) => transform.evaluated)
    return {
      ...(parts.some(({ transform }) => transform.goesBack) && { goesBack: true }),
      draws: [...new Set(parts.flatMap(({ transform }) => transform.draws ?? []))],
      init(parameters, variables) {
        const partOf = divide(groups, variables)
        const states = parts.map(({ name, transform }) =>
          prefixed(name, transform.init(partOf(name, parameters), variables)),
        )
        return Object.assign({}, ...states)
      },
      update(gradients, state, context) {
        const { variables, step } = context
        const partOf = divide(groups, variables)
        const results = parts.map(({ name, transform }): Transformed<State> => {
          const parameters = partOf(name, context.parameters)
          const inner = { ...context, parameters }
          const result = transform.update(partOf(name, gradients), stateOf(name, state), inner)
          return { updates: result.updates, state: prefixed(name, result.state) }
        })
        const updates: Tensors = Object.assign({}, ...results.map((result) => result.updates))
        const groupOf = groupsByPath(groups, variables)
        const scaled = mapTensors([updates], ([update], path) => {
          const { factor = 1 } = groupOf.get(path) ?? {}
          return factor === 1 ? update : update.mul(valueAt(factor, step).cast(update.dtype))
        })
        return { updates: scaled, state: Object.assign({}, ...results.map(({ state }) => state)) }
      },
      ...(evaluatesOthers && {
        evaluated(parameters: Tensors, state: State, variables: Variables): Tensors {
          const partOf = divide(groups, variables)
          const weights = parts.map(({ name, transform }) => {
            const own = partOf(name, parameters)
            return transform.evaluated?.(own, stateOf(name, state), variables) ?? own
          })
          return Object.assign({}, ...weights)
        },
      }),
    }
  },
})

/** The optimizer of a group that has its own. */
const ownPart = ({ name, optimizer }: Group): { name: string; transform: GradientTransform }[] =>
  optimizer === null ? [] : [{ name, transform: optimizer }]

/** Throws a RangeError for steps that would be shortened behind the back of an optimizer that averages weights. */
function checkFactors(optimizer: GradientTransform, groups: readonly Group[]): void {
  for (const group of groups)
    if (group.factor !== 1 && (group.optimizer ?? optimizer).evaluated)
      throw new RangeError(
        `grouped: ${group.name}: the factor must be 1 for an optimizer that evaluates other weights than it trains; give the group an optimizer with another learning rate`,
      )
}

/** The group of each variable that is in one. Throws a TypeError for a group without variables, or a variable in two. */
function groupsByPath(groups: readonly Group[], variables: Variables): ReadonlyMap<string, Group> {
  const groupOf = new Map<string, Group>()
  for (const group of groups)
    for (const path of Object.keys(
      selectParameters(`grouped: ${group.name}`, group.includes, variables, {
        mayBeNone: group.optional,
      }),
    )) {
      const other = groupOf.get(path)
      if (other)
        throw new TypeError(
          `grouped: each variable must be in one group, got ${path} in "${other.name}" and "${group.name}"`,
        )
      groupOf.set(path, group)
    }
  return groupOf
}

/** A function that picks what belongs to the optimizer of a group, or to that of all others where the name is null. */
function divide(
  groups: readonly Group[],
  variables: Variables,
): (name: string | null, tensors: Tensors) => Tensors {
  const groupOf = groupsByPath(groups, variables)
  const ownerOf = (path: string): string | null => {
    const group = groupOf.get(path)
    return group?.optimizer ? group.name : null
  }
  return (name, tensors) =>
    Object.fromEntries(Object.entries(tensors).filter(([path]) => ownerOf(path) === name))
}

const prefixOf = (name: string | null): string => (name === null ? '' : `${name}.`)

const prefixed = (name: string | null, state: State): State =>
  Object.fromEntries(Object.entries(state).map(([slot, values]) => [prefixOf(name) + slot, values]))

/** What one optimizer remembers, by its own names. */
const stateOf = (name: string | null, state: State): State =>
  Object.fromEntries(
    Object.entries(state)
      .filter(([slot]) => slot.startsWith(prefixOf(name)))
      .map(([slot, values]) => [slot.slice(prefixOf(name).length), values]),
  )

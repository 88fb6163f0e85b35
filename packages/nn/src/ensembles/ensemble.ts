import type { Rng, Tensor } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'
import type { Module } from '../modules/module.ts'
import type { Tensors } from '../tensors.ts'

/** How the members of an ensemble come about, whose predictions are averaged. */
export type Ensemble = SeparateTrainings | GatheredWeights | RandomPasses | SharedWeights

/** Each member is trained by itself, from first weights of its own. */
export interface SeparateTrainings {
  /** How its members come about. */
  readonly way: 'separateTrainings'
  /** How many members there are. */
  readonly members: number
  /** Whether a step of each is taken at a time, as one program, and not one training after the other. */
  readonly together: boolean
}

/** The members are made of the weights that one training comes through. */
export interface GatheredWeights {
  /** How its members come about. */
  readonly way: 'gatheredWeights'
  /** Whether the weights after so many steps are gathered; asked after each epoch. */
  readonly isDue: (steps: number) => boolean
  /** What is remembered with these weights too; `state` is empty at first. Weights and variables have the same names. */
  readonly gather: (state: Tensors, weights: Tensors, variables: Variables) => Tensors
  /** The weights of each member, by the same names; none before any were gathered. What a member lacks does not differ. */
  readonly members: (state: Tensors, rng: Rng) => readonly Tensors[]
}

/** The members are passes of one model with random numbers drawn as in training. */
export interface RandomPasses {
  /** How its members come about. */
  readonly way: 'randomPasses'
  /** How many passes there are. */
  readonly members: number
}

/** The members are trained together, and share most of their weights. */
export interface SharedWeights {
  /** How its members come about. */
  readonly way: 'sharedWeights'
  /** How many members there are. */
  readonly members: number
  /**
   * The model of all members: row i of its inputs and outputs is of member i modulo `members`, as `rowsForMembers` makes
   * them, in training and otherwise.
   */
  readonly build: (model: MemberModel, rng: Rng) => Module
}

/** A model of layers one after the other. */
export type MemberModel = Module & {
  readonly layers: readonly (Module | ((x: Tensor) => Tensor))[]
}

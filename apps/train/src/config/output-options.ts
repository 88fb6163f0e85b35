import { Dense, type OptionTable } from '@sobolev/nn'

const { units: _, activation: __, ...table } = Dense.definition.options

/** What a config may say of the dense layer at the end of a model: the data say its units, the loss what its outputs mean. */
export const outputOptions: OptionTable = table

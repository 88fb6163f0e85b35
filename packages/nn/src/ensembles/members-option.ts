import { option } from '../catalogue/option.ts'

/** How many members an ensemble has. */
export const membersOption = <const N extends number>(members: N) =>
  option.integer({
    minimum: 1,
    maximum: 1000,
    default: members,
    words: 'how many predictions are averaged',
  })

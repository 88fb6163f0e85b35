import type { ConfigDraft } from './config-draft.ts'
import type { Ingredient } from './ingredient.ts'
import { isMap } from './written-method.ts'

const path = ['training', 'earlyStopping']

/** The weights of the best epoch, after which training goes on for a share of all epochs at most. */
export const earlyStoppingIngredient = (start: ConfigDraft): Ingredient => ({
  name: 'earlyStopping',
  isThere: start.get(...path) !== undefined,
  choices: [
    {
      name: 'earlyStopping',
      words: 'patience from 0.05 to 0.3 of the training.',
      strengths: { kind: 'range', low: 0.05, high: 0.3, isLog: false, isInteger: false, digits: 2 },
      apply(draft, share, epochs) {
        const before = draft.get(...path)
        const patience = Math.max(1, Math.round(Number(share) * epochs))
        draft.set(path, { ...(isMap(before) ? before : {}), patience })
      },
    },
  ],
  remove: (draft) => draft.set(path, null),
})

import { listed } from '../config/show.ts'
import type { Outcome } from './outcome.ts'

/**
 * What there is to say where trials of a sweep were trained on other data than the first, though none of its parameters
 * chooses them: files have changed in between. Null where that is not so.
 */
export function differingData(outcomes: readonly Outcome[]): string | null {
  const withData = outcomes.filter(({ data }) => data.length > 0)
  const choiceOf = ({ parameters }: Outcome): string =>
    JSON.stringify(Object.entries(parameters).filter(([path]) => path.split('.')[0] === 'data'))
  const others = withData.filter((outcome) => {
    const first = withData.find((other) => choiceOf(other) === choiceOf(outcome))
    return String(first?.data) !== String(outcome.data)
  })
  if (others.length === 0) return null
  const numbers = others.map(({ index }) => String(index))
  return `data files have changed since the first trial: ${others.length === 1 ? 'trial' : 'trials'} ${listed(numbers)} saw others; name another folder with --output to run all on the same`
}

import { describeValue } from '@sobolev/core'
import { type Definitions, type Kind, kinds } from '@sobolev/nn'

/** What a definition lacks, in words: its types say it too, but JavaScript does not read them. */
export function definitionFaults(definition: Definitions[Kind]): string[] {
  const { kind, name, options, example } = definition
  const paper: unknown = definition.paper
  const faults: string[] = []
  const must = (holds: boolean, requirement: string, got: unknown): void => {
    if (!holds) faults.push(`${requirement}, got ${describeValue(got)}`)
  }
  must(/^[a-zA-Z]\w*$/.test(name), 'its name must be a word such as myPenalty', name)
  for (const key of ['summary', 'formula', 'cost', 'when'] as const) {
    const words: unknown = definition[key]
    must(isText(words), `must have a ${key}, some words`, words)
  }
  must(
    isObject(paper) && isText(paper.authors) && isText(paper.title) && Number.isInteger(paper.year),
    'must have a paper, such as { authors: "me", year: 2026, title: "my notes" }',
    paper,
  )
  must(isObject(example), 'must have an example, with the value that comes of it', example)
  must(isObject(options), 'must have options, {} for none', options)
  if (!isObject(options)) return faults
  for (const [key, option] of Object.entries(options)) {
    const isOption = isObject(option) && isText(option.type) && isText(option.words)
    must(
      isOption,
      `the option ${key} must be made with option.number or the like, and words`,
      option,
    )
    must(
      !Object.hasOwn(kinds[kind].term, key),
      `an option must not be called ${key}, as each ${kind} has one in a config`,
      key,
    )
  }
  return faults
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

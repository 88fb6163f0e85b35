import { parseArgs } from 'node:util'
import { MethodConfigs } from '../../src/train/method-configs.fixture.ts'
import { Choices } from '../random.ts'
import { nameOfPair, pairsOf, tried } from './methods.ts'
import { PairTrials } from './try-pair.ts'

// npm run pairs: trains two steps with each two regularization methods in one config, and prints how many train, in which
// a notice says that one does nothing, which are refused, with which sentences, and which fail. About fifteen thousand pairs, of which each twentieth is compiled
// too. `--sample 300 --seed 1` tries some of them, `--only l2` those of one method, `--part 1/4` a quarter.

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    part: { type: 'string', default: '1/1' },
  },
})
const [part = 1, parts = 1] = values.part.split('/').map(Number)
const candidates = pairsOf(tried).filter(
  (pair, index) =>
    (values.only === undefined || pair.some(({ name }) => name === values.only)) &&
    index % parts === part - 1,
)
const choices = new Choices(Number(values.seed))
const pairs =
  values.sample === undefined
    ? candidates
    : Array.from({ length: Number(values.sample) }, () => choices.of(candidates))

const configs = new MethodConfigs()
process.on('exit', () => configs.remove())
const trials = new PairTrials(configs)
const sentences = { told: new Map<string, string[]>(), refused: new Map<string, string[]>() }
const failed: string[] = []
let trained = 0

for (const [index, pair] of pairs.entries()) {
  const outcome = await trials.outcomeOf(pair, index % 20 === 0)
  const name = nameOfPair(pair)
  if (outcome.is === 'trained') trained++
  else if (outcome.is === 'failed') {
    failed.push(`${name}: ${outcome.why}`)
    console.log(`failed: ${name}: ${outcome.why}`)
  } else {
    const words = outcome.is === 'told' ? [outcome.sentence] : outcome.sentences
    const sentence = words.map((one) => withoutNames(one, pair)).join(' | ')
    const known = sentences[outcome.is]
    known.set(sentence, [...(known.get(sentence) ?? []), name])
  }
  if (process.stderr.isTTY || index % 500 === 499)
    process.stderr.write(`${index + 1} of ${pairs.length}${process.stderr.isTTY ? '\r' : '\n'}`)
}

const countOf = (known: ReadonlyMap<string, readonly string[]>): number =>
  [...known.values()].reduce((sum, names) => sum + names.length, 0)
const [told, refused] = [countOf(sentences.told), countOf(sentences.refused)]
console.log(
  `${pairs.length} pairs: ${trained + told} trained, in ${told} of which a notice says that one does nothing, ${refused} refused, ${failed.length} failed`,
)
for (const [is, known] of Object.entries(sentences))
  for (const [sentence, names] of [...known].sort((a, b) => b[1].length - a[1].length))
    console.log(`${is} ${names.length} × ${sentence}\n    such as ${names[0]}`)
if (failed.length > 0) process.exitCode = 1

/** A sentence with A and B for the methods, by which those that say the same are counted together. */
function withoutNames(sentence: string, pair: readonly { readonly name: string }[]): string {
  return pair.reduce(
    (text, { name }, index) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'AB'[index] ?? ''),
    sentence,
  )
}

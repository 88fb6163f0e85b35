/** The table of outside projects as a page of the documentation. */
import { cpus } from 'node:os'

const lineOf = ({ tool, version, did, result, fault, seconds }) =>
  `| ${tool} | ${version} | ${did} | ${fault === undefined ? result : '**failed**'} | ${seconds.toFixed(0)} |`

/** The lines of a page by their tools. */
const linesOf = (page) =>
  new Map(
    page
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => [line.split(' | ')[0].slice(2), line]),
  )

/** The page with the rows that were tried; those of `tools` that were not keep the lines that they have in `before`. */
export function inMarkdown({ tools, tried, before, browsers, digest }) {
  const lines = linesOf(before)
  for (const row of tried) lines.set(row.tool, lineOf(row))
  const versions = browsers.map(({ name, version }) => `${name} ${version}`).join(', ')
  return `# Outside projects

What \`npm run check:outside -- --write\` came to: the packages, packed and installed as from npm, in an empty project of each tool. Every row trains the same small model, eager, compiled and on two threads where there are threads, and must come to the same digest of all its numbers, \`${digest}\`; a bundler that warns fails its row too. *Weights* carry files from one place to the other. Browsers: ${versions}. Seconds are those of a busy machine with two cores (${cpus()[0]?.model}).

| tool | version | what was done | result | seconds |
| --- | --- | --- | --- | --- |
${tools.flatMap((tool) => lines.get(tool) ?? []).join('\n')}
`
}

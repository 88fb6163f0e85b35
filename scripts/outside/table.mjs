/** The table of outside projects as a page of the documentation. */
import { cpus } from 'node:os'

export function inMarkdown(rows, browsers, digest) {
  const versions = browsers.map(({ name, version }) => `${name} ${version}`).join(', ')
  const lines = rows.map(({ tool, version, did, result, fault, seconds }) => {
    const came = fault === undefined ? result : '**failed**'
    return `| ${tool} | ${version} | ${did} | ${came} | ${seconds.toFixed(0)} |`
  })
  return `# Outside projects

What \`npm run check:outside -- --write\` came to: the packages, packed and installed as from npm, in an empty project of each tool. Every row trains the same small model, eager, compiled and on two threads where there are threads, and must come to the same digest of all its numbers, \`${digest}\`; a tool that warns fails its row too. Browsers: ${versions}. ${cpus()[0]?.model}.

| tool | version | what was done | result | seconds |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}

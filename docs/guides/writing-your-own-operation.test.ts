import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8')
const operations = '../../packages/core/src/operations'

it('the guide shows an operation as it is: one file of at most 30 lines, and one row', () => {
  const page = read('writing-your-own-operation.md')
  const file = read(`${operations}/elementwise/cube.ts`)
  const lines = file.trimEnd().split('\n').length
  expect(lines).toBeLessThanOrEqual(30)
  expect(page).toContain(`of ${lines} lines:\n\n\`\`\`typescript\n${file}\`\`\``)
  const [row = ''] = /^.*'cube'.*$/m.exec(read(`${operations}/rows/functions.fixture.ts`)) ?? []
  expect(page).toContain(`\`\`\`typescript\n${row}\n\`\`\``)
})

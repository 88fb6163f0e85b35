import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { load, ofCells, ofClasses, texts } from './read-cells.fixture.ts'

describe('a class is its text', () => {
  test.each([
    ['long integers', ['1234567890123456789', '1234567890123456790', '9876543210987654321'], null],
    ['leading zeros', ['01', '1', '02'], '"01" and "1" stay apart'],
    ['a point', ['0', '1', '1.0'], '"1" and "1.0" stay apart'],
    ['an exponent', ['2', '1000', '1e3'], '"1000" and "1e3" stay apart'],
    ['a sign', ['1', '+1', '2'], '"1" and "+1" stay apart'],
  ])('%s', async (_, classes, notice) => {
    const set = await load(ofClasses(classes), 'task: classification')
    expect([...set.classes].sort()).toEqual([...classes].sort())
    const said = texts(set).filter((text) => text.includes('stay apart'))
    expect(said).toEqual(notice === null ? [] : [expect.stringContaining(notice)])
  })

  test('numbers order the classes', async () => {
    const { classes } = await load(ofClasses(['10', '9', '1e1', '-1']), 'task: classification')
    expect(classes).toEqual(['-1', '9', '10', '1e1'])
  })

  test('whatever it is, reading neither merges nor renames it, as a category neither', async () => {
    const digits = fc.stringMatching(/^[+-]?0{0,2}\d{1,20}(\.0{1,2})?(e[+-]?\d)?$/)
    const word = fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/)
    const label = fc
      .oneof(digits, word)
      .filter(
        (text) => !/[",]|^(?:n\/?a|nan|null|none|\?|-nan)$|^-?1\.#|^#n\/?a|^<na>$/i.test(text),
      )
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(label, { minLength: 2, maxLength: 12 }), async (labels) => {
        const rows = labels.flatMap((text) => Array.from({ length: 4 }, () => `${text},${text}`))
        const settings = 'task: classification, columns: { c: { type: categorical } }'
        const set = await load(`c,y\n${rows.join('\n')}\n`, `delimiter: ',', ${settings}`)
        expect([...set.classes].sort()).toEqual([...labels].sort())
        expect([...set.features].sort()).toEqual(labels.map((text) => `c=${text}`).sort())
        for (const part of [set.training, set.validation]) {
          part.rowNumbers.forEach((row, i) => {
            const label = labels[Math.floor((row - 2) / 4)]
            expect(set.classes[part.targets[i] ?? -1]).toBe(label)
            const input = part.inputs.subarray(i * labels.length, (i + 1) * labels.length)
            expect(set.features[input.indexOf(1)]).toBe(`c=${label}`)
          })
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the whole column decides', () => {
  test('counts that are sorted are a regression, and the reason is said', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i}.5,${Math.floor(i / 30)}`)
    const set = await load(`x,y\n${rows.join('\n')}\n`)
    expect(set.task).toBe('regression')
    expect(set.taskReason).toBe(
      'as it holds 100 different integers, more than 20; data.task: classification makes classes of it',
    )
  })

  test('the reason for classes is said too', async () => {
    expect((await load(ofClasses(['0', '1']))).taskReason).toBe(
      'as it holds only 2 different integers; data.task: regression predicts a number',
    )
    expect((await load(ofClasses(['9007199254740992', '9007199254740993']))).taskReason).toBe(
      'as it holds only 2 different integers; data.task: regression predicts a number',
    )
    expect((await load(ofClasses(['0', '1']), 'task: classification')).taskReason).toBeNull()
    expect((await load(ofClasses(['a', 'b']))).taskReason).toBeNull()
  })

  test('text that comes after many numbers makes categories of all of them, as written', async () => {
    const cell = (i: number): string => (i < 1500 ? `0${i % 3}` : ('uvw'[i % 3] ?? ''))
    const rows = Array.from({ length: 4000 }, (_, i) => `${cell(i)},${i % 2 ? 'a' : 'b'}`)
    const { features } = await load(`x,y\n${rows.join('\n')}\n`)
    expect(features).toEqual(['x=00', 'x=01', 'x=02', 'x=u', 'x=v', 'x=w'])
  })

  test('more than 10,000 different numbers go on as numbers, decimal commas too', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => `${i},25;${i % 2 ? 'a' : 'b'}`)
    const set = await load(`x;y\n${rows.join('\n')}\n`, 'scale: none')
    const last = set.training.rowNumbers.indexOf(12_001)
    const seen = last < 0 ? set.validation : set.training
    expect(seen.inputs[seen.rowNumbers.indexOf(12_001)]).toBe(11_999.25)
    await expect(load(`x;y\n${rows.join('\n')}\nabc;a\n`)).rejects.toThrow(
      'row 12002, column "x": must be a number written like 1234,5, got "abc"',
    )
  })
})

describe('cells that hold no value', () => {
  const file = ofClasses(['EU', 'NA'])

  test('a class that is taken for none is quoted, with the way out, which works', async () => {
    await expect(load(file)).rejects.toThrow(
      'got "NA", which data.missingValues takes for no value, here (and in 44 more rows); fill it in, set data.missingTarget: drop to leave such rows out, or data.missingValues: { remove: ["NA"] } if it is a value',
    )
    expect((await load(file, 'missingValues: { remove: ["NA"] }')).classes).toEqual(['EU', 'NA'])
    expect((await load(file, "missingValues: { only: [''] }")).classes).toEqual(['EU', 'NA'])
  })

  test('what is taken away must be one of the usual texts', async () => {
    await expect(load(file, 'missingValues: { remove: ["N/A", Na] }')).rejects.toThrow(
      'data.missingValues.remove.1: must be one of the usual texts, got "Na"; did you mean "NA"?',
    )
  })

  test('a list adds to the usual texts, those of pandas', async () => {
    const cells = ['1.5', '-', '', '#N/A', '<NA>', 'n/a', '-NaN', 'None', '2.5']
    const { preprocessing } = await load(ofCells(cells), "missingValues: ['-']")
    expect(preprocessing.inputs).toMatchObject([{ kind: 'numeric', fill: expect.closeTo(2, 0) }])
    await expect(
      load(ofCells(['1', '2', '', '-']), "missingValues: { only: ['-'] }"),
    ).rejects.toThrow(
      'most cells of this column are numbers, but this one is ""; fix the cell, add its text to data.missingValues',
    )
  })
})

test.each([30, 90, 2000])('names are refused as an input in %d rows', async (rows) => {
  const names = Array.from({ length: rows }, (_, i) => `Person ${i}`)
  await expect(load(ofCells(names, rows))).rejects.toThrow(
    `got ${rows} different texts in ${rows} cells, such as "Person 0" and "Person 1"; leave the column out with data.exclude: [x], or set data.columns.x.type: categorical to keep it`,
  )
  const sparse = names.map((name, i) => (i === 7 ? name : ''))
  await expect(load(ofCells(sparse, rows))).rejects.toThrow(
    'got one text in one cell, "Person 7"; ',
  )
  const { features } = await load(ofCells(names, rows), 'columns: { x: { type: categorical } }')
  expect(features.length).toBeGreaterThan(rows / 2)
})

test('settings of a column that would do nothing are refused', async () => {
  for (const [cells, settings] of [
    [['1', '2'], 'dates: [year]'],
    [['u', 'v'], 'dates: [year]'],
    [['u', 'v'], "decimal: ','"],
    [['1', '2'], "type: categorical, thousands: ','"],
  ] as const) {
    await expect(load(ofCells(cells), `columns: { x: { ${settings} } }`)).rejects.toThrow(
      /data\.columns\.x.*must be left out/,
    )
  }
  await expect(load(ofCells(['1']), "decimal: ',', thousands: ','")).rejects.toThrow(
    'decimal and thousands must be two characters',
  )
})

test.each([
  ['leading zeros', '00501', '"00501" becomes 501'],
  ['long identifiers', '1234567890123456789', '"1234567890123456789" becomes 1234567890123456800'],
])('numbers with %s are told', async (_, cell, words) => {
  expect(texts(await load(ofCells([cell, '7'])))).toEqual([
    `read as numbers, of which ${words}; set data.columns.x.type: categorical if these are codes`,
  ])
})

test('of long identifiers, one that a number does not keep is named', async () => {
  const [kept, changed] = ['1234567890123456000', '1234567890123456001']
  expect(texts(await load(ofCells([kept, changed])))).toEqual([
    expect.stringMatching(
      /^read as numbers, of which "1234567890123456001" becomes 123456789012345600\d;/,
    ),
  ])
  expect(texts(await load(ofCells([kept, '7'])))).toEqual([])
})

test('names of columns may be whole numbers in a config', async () => {
  const file = `0,1,y\n${Array.from({ length: 20 }, (_, i) => `${i}.5,${i % 2},${i}.25`).join('\n')}\n`
  const set = await load(file, 'exclude: [0], columns: { 1: { type: categorical } }')
  expect(set.features).toEqual(['1=0', '1=1'])
})

test('the values that mark parts are compared as numbers, without a notice', async () => {
  const fold = ['0', '0.0', '1', '1.0']
  const rows = Array.from({ length: 40 }, (_, i) => `${fold[i % 4]},${i}.5,${i % 3 ? 'a' : 'b'}`)
  const set = await load(
    `fold,x,y\n${rows.join('\n')}\n`,
    'validation: { column: fold, train: 1, validation: 0 }',
  )
  expect([set.training.rows, set.validation.rows]).toEqual([20, 20])
  expect(texts(set)).toEqual([])
})

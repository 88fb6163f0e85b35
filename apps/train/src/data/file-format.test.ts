import { expect, test } from 'vitest'
import { otherFormat } from './file-format.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

test.each([
  ['PK\x03\x04\x14\0[Content_Types].xml', 'an Excel file (.xlsx)'],
  ['\xD0\xCF\x11\xE0\xA1\xB1', 'an Excel file (.xls)'],
  ['PAR1\x15\x04', 'a Parquet file'],
  ['ARROW1\0\0', 'an Arrow file'],
  ['BZh91AY', 'bzip2'],
  ['\x28\xB5\x2F\xFD', 'zstd'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['\x89HDF\r\n', 'an HDF5 file'],
  ['%PDF-1.7', 'a PDF'],
  ['{"a": [1, 2]}', 'JSON'],
  ['[\n  {"a": 1}]', 'JSON'],
  ['[[1, 2]]', 'JSON'],
  ['\xEF\xBB\xBF<!DOCTYPE html>', 'HTML or XML'],
  ['<table><tr>', 'HTML or XML'],
  ['@RELATION iris', 'an ARFF file'],
])('%j is no CSV file', (start, what) => {
  expect(otherFormat(latin1(start))).toContain(`must be a CSV file, got ${what}`)
})

test.each(['utf16le', 'utf8'] as const)(
  'UTF-16 is found with a mark and without (%s)',
  (encoding) => {
    const text = Buffer.from('a,b,c\n1,2,3\n', encoding)
    const expected = encoding === 'utf8' ? null : 'must be UTF-8 text, got UTF-16; save it as UTF-8'
    expect(otherFormat(text)).toBe(expected)
    if (encoding === 'utf16le') {
      expect(otherFormat(Buffer.concat([Buffer.from([0xff, 0xfe]), text]))).toBe(expected)
      expect(otherFormat(Buffer.from(text).swap16())).toBe(expected)
    }
  },
)

test.each(['[id],b\n', '{id},b\n', 'PKW,b\n', '"a","b"\n', 'é,ü\n', '<5,b\n', '# a\n'])(
  '%j may begin a CSV file',
  (start) => {
    expect(otherFormat(Buffer.from(start))).toBeNull()
  },
)

import { quoted } from '../config/show.ts'

/** A remark on how something in a data file was read, which the user should know but which is no error. */
export interface Notice {
  /** The file as messages name it. */
  readonly place: string
  /** `null`: the whole file. */
  readonly column: string | null
  /** One line, such as `read as numbers written 1.234,56`. */
  readonly text: string
}

/** A notice with another word for its file, such as the name that the user gave. */
export function renamed(notice: Notice, named: (place: string) => string): Notice {
  return { ...notice, place: named(notice.place) }
}

/** A notice as one line: `note: data.csv column "b": read as numbers written 1.234,56`. */
export function formatNotice({ place, column, text }: Notice): string {
  return `note: ${place}${column === null ? '' : ` column ${quoted(column)}`}: ${text}`
}

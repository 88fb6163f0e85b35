/**
 * A text as it may be shown and stored: with `***` in place of the passwords of URLs of Redis servers. The end of a
 * password is the last @ of the word, as none of its characters needs to be escaped on a command line.
 */
export const withoutPasswords = (text: string): string =>
  text.replace(/(rediss?:\/\/[^\s:/@"']*):[^\s"']*@/gi, '$1:***@')

/**
 * Whether Windows reads a file's or folder's name as a device, as it does `CON` and `nul.txt`: the
 * part before the first dot decides, in any case, and blanks behind it do not count.
 */
export function isWindowsDevice(name: string): boolean {
  const stem = (name.split('.')[0] ?? '').trimEnd()
  return /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i.test(stem)
}

/** What an error says of such a name. */
export function deviceWords(name: string): string {
  return `must not be a device's name on Windows, where no folder can be called ${JSON.stringify(name)}; add a word, such as "${name.split('.')[0]?.trimEnd()}-run"`
}

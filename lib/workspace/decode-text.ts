/**
 * The text of a file, whatever program wrote it: with a byte order mark as that says (a spreadsheet's “Unicode text” is UTF-16),
 * else UTF-8, and where it is not that, Windows-1252: what spreadsheets of western Europe call CSV. Never throws.
 */
export function decodeText(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

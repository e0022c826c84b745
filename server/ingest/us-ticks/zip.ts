import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { FeedError } from '../../../lib/market/feed.ts'

export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly compressedBytes: number
  readonly headerOffset: number
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const headerSignature = 0x04034b50
/** The end record and the longest comment that may follow it. */
const endBytesMax = 22 + 65_535
const entriesMax = 10_000

/** What a zip file holds, from its central directory. Throws FeedError `recording_unreadable`. */
export async function listZip(path: string): Promise<ZipEntry[]> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const tail = Buffer.alloc(Math.min(size, endBytesMax))
      await file.read(tail, 0, tail.length, size - tail.length)
      const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
      if (end < 0 || tail.length < end + 22 || tail.readUInt32LE(end) !== endSignature)
        throw new RangeError('it has no end record')
      const directory = Buffer.alloc(tail.readUInt32LE(end + 12))
      await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16))
      return readDirectory(directory, Math.min(tail.readUInt16LE(end + 10), entriesMax))
    } finally {
      await file.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new FeedError('recording_unreadable', `Cannot read the zip file ${basename(path)}: ${reason}`, { cause: error })
  }
}

/** The content of one entry. Stored and deflated entries; the stream fails on any other. */
export async function readZipEntry(path: string, entry: ZipEntry): Promise<Readable> {
  const file = await open(path, 'r')
  const header = Buffer.alloc(30)
  try {
    await file.read(header, 0, header.length, entry.headerOffset)
  } finally {
    await file.close()
  }
  if (header.readUInt32LE(0) !== headerSignature) {
    throw new FeedError('recording_unreadable', `Cannot read ${entry.name} of ${basename(path)}: its local header is damaged`)
  }
  // A stream of no bytes cannot be asked for: its end would be before its start.
  if (entry.compressedBytes === 0) return Readable.from([])
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const content = createReadStream(path, { start, end: start + entry.compressedBytes - 1 })
  if (entry.method === 0) return content
  if (entry.method !== 8) {
    throw new FeedError(
      'recording_unreadable',
      `Cannot read ${entry.name} of ${basename(path)}: compression ${entry.method}, expected 0 or 8`,
    )
  }
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 })
  content.on('error', (error) => inflate.destroy(error))
  return content.pipe(inflate)
}

function readDirectory(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count; ) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new RangeError('its directory is damaged')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

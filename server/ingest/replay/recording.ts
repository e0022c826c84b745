import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FeedError } from '../../../lib/market/feed.ts'
import { shown } from '../problems.ts'

/** One received message of a recording. */
export interface RecordedMessage {
  readonly line: number
  /** Unix ms with a fraction: when the recorder received it. */
  readonly timeMs: number
  readonly connection: string
  readonly raw: string
}

export type LineProblem = (line: number, message: string) => void

const lineLengthMax = 32 * 1024 * 1024

/**
 * A recording in the container format: text, usually gzipped, one line per message:
 * `receive_time_ns TAB connection TAB raw`. Read as a stream; yields in batches, since one await per message would cost more
 * than the message. Lines of another shape are passed to `onProblem` and skipped. Throws FeedError `recording_unreadable`
 * when the file cannot be opened and `recording_truncated` when it ends or breaks in the middle; what came before was yielded.
 */
export async function* readRecording(path: string, onProblem: LineProblem): AsyncGenerator<RecordedMessage[]> {
  let line = 0
  for await (const lines of readLines(path, () => line)) {
    const messages: RecordedMessage[] = []
    for (const text of lines) {
      line += 1
      if (text === '' || text === '\r') continue
      const message = parseLine(text, line)
      if (message === undefined) {
        onProblem(line, `Cannot read line ${line} of ${basename(path)}: ${shown(text)}, expected time TAB connection TAB message`)
      } else messages.push(message)
    }
    if (messages.length > 0) yield messages
  }
}

/** The file's first bytes, to tell gzip, zip and plain text apart. Throws FeedError `recording_unreadable`. */
export async function readMagic(path: string): Promise<'gzip' | 'zip' | 'text'> {
  try {
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
      if (bytesRead === 0) throw new FeedError('recording_unreadable', `Cannot replay ${path}: the file is empty`)
      if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip'
      return buffer[0] === 0x50 && buffer[1] === 0x4b ? 'zip' : 'text'
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof FeedError) throw error
    throw new FeedError('recording_unreadable', `Cannot open ${path}: ${messageOf(error)}`, { cause: error })
  }
}

/** Whole lines of a text stream, per chunk. The last line may lack its line end. */
export async function* splitLines(stream: Readable): AsyncGenerator<string[]> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = chunk.split('\n')
    lines[0] = rest + (lines[0] ?? '')
    rest = lines.pop() ?? ''
    if (rest.length > lineLengthMax) throw new RangeError(`a line is longer than ${lineLengthMax} characters`)
    if (lines.length > 0) yield lines
  }
  if (rest !== '') yield [rest]
}

async function* readLines(path: string, lineNow: () => number): AsyncGenerator<string[]> {
  const magic = await readMagic(path)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  const stream = magic === 'gzip' ? file.pipe(createGunzip({ chunkSize: 256 * 1024 })) : file
  // pipe() does not pass a read error on; without it the line reader would wait for ever.
  if (stream !== file) file.on('error', (error) => stream.destroy(error))
  try {
    yield* splitLines(stream)
  } catch (error) {
    throw new FeedError('recording_truncated', `Cannot read ${basename(path)} beyond line ${lineNow()}: ${messageOf(error)}`, {
      cause: error,
    })
  } finally {
    file.destroy()
  }
}

function parseLine(text: string, line: number): RecordedMessage | undefined {
  const first = text.indexOf('\t')
  const second = text.indexOf('\t', first + 1)
  if (first <= 0 || second < 0) return undefined
  // 19 digits are more than a double holds: whole milliseconds stay exact.
  const timeMs = Number(text.slice(0, Math.max(0, first - 6))) + Number(text.slice(Math.max(0, first - 6), first)) / 1e6
  if (!(timeMs > 0)) return undefined
  const end = text.endsWith('\r') ? -1 : undefined
  return { line, timeMs, connection: text.slice(first + 1, second), raw: text.slice(second + 1, end) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip, type Gzip } from 'node:zlib'
import { FeedError } from '../../../lib/market/feed.ts'

/** Compressed blocks are flushed so often: what a crash can cost. */
const flushEveryLines = 2_000

/** Writes the container format that replay reads: gzip text, `receive_time_ns TAB connection TAB raw` per line. */
export class RecordingWriter {
  readonly #gzip: Gzip
  readonly #done: Promise<void>
  #lines = 0

  private constructor(gzip: Gzip, done: Promise<void>) {
    this.#gzip = gzip
    this.#done = done
  }

  /** Throws FeedError `recording_not_written` when the file cannot be made; never overwrites one. */
  static async create(path: string): Promise<RecordingWriter> {
    const file = createWriteStream(path, { flags: 'wx' })
    try {
      await once(file, 'open')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new FeedError('recording_not_written', `Cannot record to ${path}: ${reason}`, { cause: error })
    }
    const gzip = createGzip({ level: 6 })
    gzip.pipe(file)
    return new RecordingWriter(gzip, finished(file))
  }

  get lines(): number {
    return this.#lines
  }

  write(raw: string, receivedTimeMs: number, connection: number): void {
    // A line end outside of a JSON string is only layout, inside it is escaped: a space says the same.
    this.#gzip.write(`${Math.round(receivedTimeMs * 1000)}000\t${connection}\t${raw.replace(/[\r\n]+/g, ' ')}\n`)
    this.#lines += 1
    if (this.#lines % flushEveryLines === 0) this.#gzip.flush()
  }

  async close(): Promise<void> {
    this.#gzip.end()
    await this.#done
  }
}

import { basename } from 'node:path'
import { FeedError } from '../../../lib/market/feed.ts'
import { readUsTicks } from '../us-ticks/recording.ts'
import { detectVenue } from './detect-venue.ts'
import { type LineProblem, type RecordedMessage, readMagic, readRecording } from './recording.ts'
import type { RecordedVenue } from './venues.ts'

/** One recording, or several of one venue that belong together (a stock's trades and its quotes), as one stream by time. */
export interface ReplaySource {
  readonly files: readonly string[]
  readonly venue: RecordedVenue
  /** From the start, each time anew. Throws as `readRecording`, after what could be read. */
  read(onProblem: LineProblem): AsyncGenerator<RecordedMessage[]>
}

const messagesForDetection = 200

/** `paths`: files joined by `+`. `venue`: known beforehand, else found out. Throws FeedError when nothing can be replayed. */
export async function openSource(paths: string, venue?: RecordedVenue): Promise<ReplaySource> {
  const files = paths.split('+').filter((path) => path !== '')
  const venues = await Promise.all(files.map(async (file) => venue ?? (await venueOfFile(file))))
  const [first] = venues
  if (first === undefined)
    throw new FeedError('recording_unreadable', `Cannot replay ${JSON.stringify(paths)}: expected a file name`)
  const other = venues.find((name) => name !== first)
  if (other !== undefined) {
    throw new FeedError(
      'recording_mixed',
      `Cannot replay ${paths} as one: ${first} and ${other} are different venues, expected one`,
    )
  }
  return { files, venue: first, read: (onProblem) => merge(files.map((file) => readAny(file, onProblem))) }
}

/** Messages of a recording in the container format, or of a zip with US ticks. */
async function* readAny(path: string, onProblem: LineProblem): AsyncGenerator<RecordedMessage[]> {
  yield* (await readMagic(path)) === 'zip' ? readUsTicks(path, onProblem) : readRecording(path, onProblem)
}

async function venueOfFile(path: string): Promise<RecordedVenue> {
  if ((await readMagic(path)) === 'zip') return 'us'
  const sample: string[] = []
  let failure: unknown
  try {
    for await (const messages of readRecording(path, () => undefined)) {
      for (const message of messages) sample.push(message.raw)
      if (sample.length >= messagesForDetection) break
    }
  } catch (error) {
    // A broken file may still begin with messages that can be replayed; the reading proper reports where it breaks.
    if (error instanceof FeedError && error.code === 'recording_unreadable') throw error
    failure = error
  }
  if (sample.length === 0) {
    throw new FeedError('recording_unreadable', `Cannot replay ${path}: no line of the form time TAB connection TAB message`, {
      cause: failure,
    })
  }
  const venue = detectVenue(sample.slice(0, messagesForDetection), basename(path))
  if (venue === undefined) {
    throw new FeedError('recording_unknown_venue', `Cannot replay ${path}: its messages are of no venue that is known here`)
  }
  return venue
}

/** Oldest first; files of equal times in their given order. Yields batches of one file for as long as it stays the oldest. */
async function* merge(streams: AsyncGenerator<RecordedMessage[]>[]): AsyncGenerator<RecordedMessage[]> {
  if (streams.length === 1 && streams[0] !== undefined) {
    yield* streams[0]
    return
  }
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, batch: await nextBatch(stream) })))
  for (;;) {
    const open = heads.filter((head) => head.batch.length > 0).sort((a, b) => timeOf(a.batch) - timeOf(b.batch))
    const [oldest, following] = open
    if (oldest === undefined) return
    const limitMs = following === undefined ? Number.POSITIVE_INFINITY : timeOf(following.batch)
    let count = 1
    while (count < oldest.batch.length && (oldest.batch[count]?.timeMs ?? 0) <= limitMs) count++
    yield oldest.batch.slice(0, count)
    oldest.batch = count < oldest.batch.length ? oldest.batch.slice(count) : await nextBatch(oldest.stream)
  }
}

async function nextBatch(stream: AsyncGenerator<RecordedMessage[]>): Promise<RecordedMessage[]> {
  const next = await stream.next()
  return next.done === true ? [] : next.value
}

function timeOf(batch: readonly RecordedMessage[]): number {
  return batch[0]?.timeMs ?? Number.POSITIVE_INFINITY
}

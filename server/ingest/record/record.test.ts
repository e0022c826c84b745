import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../problems.ts'
import { mapRecording } from '../replay/map-recording.ts'
import { createSimFeed } from '../sim/feed.ts'
import { ManualClock } from '../test-support/manual-clock.ts'
import { RecordingSink } from '../test-support/recording-sink.ts'
import { RecordingWriter } from './recording-writer.ts'
import { SimRecorder } from './sim-recording.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticklane-record-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('recording', () => {
  it('of the simulated feed replays to the same trades, quotes, books and statuses, still called simulated (P8)', async () => {
    const file = join(folder, 'sim.tsv.gz')
    const writer = await RecordingWriter.create(file)
    const recorderClock = new ManualClock()
    const recorder = new SimRecorder(
      (raw, timeMs) => writer.write(raw, timeMs, 0),
      () => recorderClock.now(),
    )
    const direct = new RecordingSink()
    for (const [sink, clock] of [
      [recorder, recorderClock],
      [direct, new ManualClock()],
    ] as const) {
      const feed = createSimFeed({ seed: 3, symbols: 20, ticksPerSecond: 500, clock, onState: () => undefined })
      await feed.start(sink)
      clock.advance(1000)
      await feed.stop()
    }
    await writer.close()
    const replayed = new RecordingSink()
    const problems: string[] = []
    await mapRecording(
      file,
      replayed,
      new Problems(
        'replay',
        () => 0,
        ({ message }) => problems.push(message),
      ),
    )
    expect(problems).toEqual([])
    expect(replayed.trades).toEqual(direct.trades)
    expect(replayed.quotes).toEqual(direct.quotes)
    expect(replayed.pastTrades).toEqual(direct.pastTrades)
    expect(replayed.pastTrades.length).toBeGreaterThan(15)
    expect(replayed.books).toEqual(direct.books)
    expect(replayed.books.length).toBeGreaterThan(60)
    expect(replayed.statuses).toEqual(direct.statuses)
    expect(replayed.days).toEqual(direct.days)
    expect(replayed.definitions).toEqual(direct.definitions)
  })

  it('writes one line per message in the container format, and never over a file that exists', async () => {
    const file = join(folder, 'raw.tsv.gz')
    const writer = await RecordingWriter.create(file)
    writer.write('{\n "a": "tab\\t"\n}', 1723161600001.25, 1)
    await writer.close()
    expect(gunzipSync(await readFile(file)).toString()).toBe('1723161600001250000\t1\t{  "a": "tab\\t" }\n')
    await expect(RecordingWriter.create(file)).rejects.toMatchObject({ code: 'recording_not_written' })
  })
})

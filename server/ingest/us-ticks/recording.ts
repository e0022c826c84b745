import { basename } from 'node:path'
import { FeedError } from '../../../lib/market/feed.ts'
import { shown } from '../problems.ts'
import type { LineProblem, RecordedMessage } from '../replay/recording.ts'
import { splitLines } from '../replay/recording.ts'
import { venueTime } from '../venue-time.ts'
import { listZip, readZipEntry } from './zip.ts'

const namePattern = /^(\d{8})_([a-z0-9.]+)_(Trade|Quote)_Tick\.csv$/i

/**
 * One day of US ticks in QuantConnect Lean's layout: a zip with `20131007_bac_Trade_Tick.csv`, rows beginning with ms since
 * midnight in New York. Each row becomes a message `trade,BAC,<Unix ms>,<rest of the row>`, so that the rest of the way is the
 * same as for any recording. Throws FeedError `recording_unreadable` and `recording_truncated`.
 */
export async function* readUsTicks(path: string, onProblem: LineProblem): AsyncGenerator<RecordedMessage[]> {
  const entries = (await listZip(path)).filter((entry) => namePattern.test(basename(entry.name)))
  if (entries.length === 0) {
    throw new FeedError(
      'recording_unreadable',
      `Cannot replay ${basename(path)}: no entry is named like 20131007_bac_Trade_Tick.csv`,
    )
  }
  for (const entry of entries) {
    const [, date = '', symbol = '', kind = ''] = namePattern.exec(basename(entry.name)) ?? []
    const midnightMs = newYorkMidnightMs(date)
    const prefix = `${kind.toLowerCase()},${symbol.toUpperCase()}`
    let line = 0
    try {
      for await (const lines of splitLines(await readZipEntry(path, entry))) {
        const messages: RecordedMessage[] = []
        for (const text of lines) {
          line += 1
          const comma = text.indexOf(',')
          const timeMs = venueTime(midnightMs + Number(text.slice(0, comma)))
          if (text.trim() === '') continue
          if (comma <= 0 || Number.isNaN(timeMs)) {
            onProblem(line, `Cannot read line ${line} of ${entry.name}: ${shown(text)}, expected ms,price,size,...`)
          } else {
            messages.push({ line, timeMs, connection: entry.name, raw: `${prefix},${timeMs}${text.trimEnd().slice(comma)}` })
          }
        }
        if (messages.length > 0) yield messages
      }
    } catch (error) {
      if (error instanceof FeedError) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new FeedError('recording_truncated', `Cannot read ${entry.name} beyond line ${line}: ${reason}`, { cause: error })
    }
  }
}

const newYork = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hourCycle: 'h23', hour: 'numeric' })

/** `20131007` to the Unix ms at which that day began in New York: 4 or 5 hours after UTC's. */
function newYorkMidnightMs(date: string): number {
  const utcMs = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8)))
  const hourAtFour = Number(newYork.format(utcMs + 4 * 3_600_000))
  return utcMs + (hourAtFour === 0 ? 4 : 5) * 3_600_000
}

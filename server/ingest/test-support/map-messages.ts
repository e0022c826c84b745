import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { InstrumentTable } from '../instrument-table.ts'
import type { MapperContext, VenueMapper, VenueNotice } from '../mapper.ts'
import { type Problem, Problems } from '../problems.ts'
import { RecordingSink } from './recording-sink.ts'

/** A mapper with everything around it recorded. */
export function mapperUnderTest(
  create: (context: MapperContext) => VenueMapper,
  describe: (venueSymbol: string) => InstrumentDefinition | undefined,
) {
  const sink = new RecordingSink()
  const notices: VenueNotice[] = []
  const reported: Problem[] = []
  const problems = new Problems(
    'test',
    () => 0,
    (problem) => reported.push(problem),
  )
  const table = new InstrumentTable(sink, describe, problems)
  const heard: string[] = []
  const mapper = create({
    sink,
    table,
    problems,
    notice: (notice) => notices.push(notice),
    heard: (instrument, kind) => heard.push(`${kind} ${instrument.venueSymbol}`),
  })
  const send = (...messages: (string | object)[]) => {
    for (const message of messages) mapper.message(typeof message === 'string' ? message : JSON.stringify(message), 1000)
  }
  return { sink, notices, problems, reported, mapper, table, heard, send }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Problem, Problems } from '../problems.ts'
import { mapRecording } from '../replay/map-recording.ts'
import { RecordingSink } from '../test-support/recording-sink.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticklane-us-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A zip with one deflated entry, as the format's specification (APPNOTE 6.3) lays it out. */
function zip(name: string, text: string): Buffer {
  const content = deflateRawSync(text)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc32(text), 10)
  common.writeUInt32LE(content.length, 14)
  common.writeUInt32LE(text.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content])
  const directory = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), Buffer.from(name)])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, directory, end])
}

async function map(files: Record<string, string>) {
  const paths: string[] = []
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, `${name}.zip`)
    await writeFile(path, zip(`${name}.csv`, text))
    paths.push(path)
  }
  const sink = new RecordingSink()
  const reported: Problem[] = []
  const problems = new Problems(
    'us',
    () => 0,
    (problem) => reported.push(problem),
  )
  await mapRecording(paths.join('+'), sink, problems)
  return { sink, reported }
}

describe('US ticks', () => {
  it('reads trades with the time of New York: 4 hours behind in summer, 5 in winter', async () => {
    const { sink } = await map({ '20131007_bac_Trade_Tick': '14400614,139400,500,P,20002020,0\n34200000,139450,100,N,1,0' })
    expect(sink.trades).toMatchObject([
      { symbol: 'US:BAC', price: '13.94', size: '500', venueTimeMs: Date.parse('2013-10-07T08:00:00.614Z'), tradeId: 1 },
      { symbol: 'US:BAC', price: '13.945', size: '100', venueTimeMs: Date.parse('2013-10-07T13:30:00Z'), tradeId: 2 },
    ])
    expect(sink.definitions).toMatchObject([
      { symbol: 'US:BAC', tickSize: '0.001', lotSize: '1', origin: 'replay', session: 'us-equity' },
    ])
    const winter = await map({ '20131209_bac_Trade_Tick': '34200000,139450,100,N,1,0\n' })
    expect(winter.sink.trades[0]?.venueTimeMs).toBe(Date.parse('2013-12-09T14:30:00Z'))
  })

  it('keeps the side that a quote row does not mention', async () => {
    const rows = '14400054,0,0,1836300,100,Q,1,0\n14400241,1800100,300,0,0,P,1,0\n14400277,1812400,200,0,0,P,1,0\n'
    const { sink } = await map({ '20131007_ibm_Quote_Tick': rows })
    expect(sink.quotes.map(({ bid, bidSize, ask, askSize }) => [bid, bidSize, ask, askSize])).toEqual([
      ['0', '0', '183.63', '100'],
      ['180.01', '300', '183.63', '100'],
      ['181.24', '200', '183.63', '100'],
    ])
  })

  it('plays a stock’s trades and quotes together, by time', async () => {
    const { sink } = await map({
      '20131007_ibm_Trade_Tick': '100,10000,1,N,1,0\n300,20000,1,N,1,0\n',
      '20131007_ibm_Quote_Tick': '200,15000,1,0,0,N,1,0\n',
    })
    expect([sink.trades.length, sink.quotes.length]).toEqual([2, 1])
    expect(sink.quotes[0]?.venueTimeMs).toBe(Date.parse('2013-10-07T04:00:00.200Z'))
  })

  it('reads a day without a row, stored or deflated, and rows that end in CRLF', async () => {
    const empty = join(folder, '20131008_bac_Trade_Tick.zip')
    const stored = zip('20131008_bac_Trade_Tick.csv', '')
    // Method 0 and no bytes, as zip programs store an empty file: an empty deflate stream has 2 bytes.
    const central = stored.indexOf(Buffer.from('PK\x01\x02'))
    for (const at of [8, central + 10]) stored.writeUInt16LE(0, at)
    for (const at of [18, central + 20]) stored.writeUInt32LE(0, at)
    await writeFile(empty, stored)
    const problems = new Problems(
      'us',
      () => 0,
      () => undefined,
    )
    expect(await mapRecording(empty, new RecordingSink(), problems)).toMatchObject({ messages: 0, failure: undefined })
    const { sink, reported } = await map({
      '20131008_spy_Trade_Tick': '100,10000,7,N,1,0\r\n\r\n200,10001,7,N,1,0\r\n',
      '20131008_ibm_Trade_Tick': '',
    })
    expect([sink.trades.map(({ price }) => price), reported]).toEqual([['1', '1.0001'], []])
  })

  it('names rows that are damaged, and files that are no such zip', async () => {
    const { sink, reported } = await map({
      '20131007_spy_Trade_Tick': 'ms,price\n100,x,1\n100,-5,1\n100,10000,0,N,1,0\n100,10000,7,N,1,0\n',
    })
    expect(sink.trades).toHaveLength(1)
    expect(reported.map(({ kind }) => kind).sort()).toEqual(['bad_line', 'bad_price', 'empty_trade'])
    await expect(map({ 'other-name': 'x' })).rejects.toMatchObject({
      code: 'recording_unreadable',
      message: expect.stringContaining('no entry is named like'),
    })
    const broken = join(folder, 'broken.zip')
    await writeFile(broken, zip('20131007_spy_Trade_Tick.csv', '1,1,1').subarray(0, 40))
    const problems = new Problems(
      'us',
      () => 0,
      () => undefined,
    )
    await expect(mapRecording(broken, new RecordingSink(), problems)).rejects.toMatchObject({ code: 'recording_unreadable' })
  })
})

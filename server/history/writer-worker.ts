import { parentPort, workerData } from 'node:worker_threads'
import { openWriter } from './database.ts'
import { type Retention, StoreWriter } from './store-writer.ts'
import type { WorkerAnswer } from './worker-link.ts'
import type { WriteBatch } from './write-batch.ts'

export type WriterRequest =
  | { readonly type: 'write'; readonly batch: WriteBatch; readonly nowMs: number }
  /** Packs and prunes until nothing is left to do: for tests, benchmarks, and a clean stop. */
  | { readonly type: 'settle'; readonly nowMs: number }
  | { readonly type: 'close' }

export interface WriterOptions {
  readonly directory: string
  readonly retention: Retention
}

const stepMs = 8
const idleMs = 60_000

const { directory, retention } = workerData as WriterOptions
const database = openWriter(directory)
const writer = new StoreWriter(database)
let latestMs = 0
let nextPruneMs = 0
let timer: NodeJS.Timeout | undefined

parentPort?.on('message', ({ id, request }: { id: number; request: WriterRequest }) => {
  try {
    answer({ id, ok: true, value: act(request) })
  } catch (error) {
    answer({ id, ok: false, message: error instanceof Error ? error.message : String(error), code: 'unavailable' })
  }
  if (request.type === 'close') parentPort?.close()
})

function act(request: WriterRequest): number {
  const startedMs = performance.now()
  if (request.type === 'write') {
    latestMs = request.nowMs
    writer.write(request.batch, request.nowMs)
    timer ??= setTimeout(tidy, 0)
  } else if (request.type === 'settle') {
    while (writer.compact(request.nowMs, 50));
    prune(request.nowMs)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } else {
    clearTimeout(timer)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
  }
  return performance.now() - startedMs
}

/** Between writes: never more than half of the time, so that a write waits for one step at most. */
function tidy(): void {
  const startedMs = performance.now()
  let delayMs = idleMs
  try {
    if (writer.compact(latestMs, stepMs)) {
      delayMs = performance.now() - startedMs
    } else if (latestMs >= nextPruneMs) {
      prune(latestMs)
      nextPruneMs = latestMs + 3_600_000
    }
  } catch (error) {
    answer({ notice: `Cannot pack stored bars, will try again: ${error instanceof Error ? error.message : String(error)}` })
  }
  timer = setTimeout(tidy, delayMs)
}

function prune(nowMs: number): void {
  let series: number | undefined = 0
  while (series !== undefined) series = writer.prune(nowMs, retention, series)
}

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message)
}

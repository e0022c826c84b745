import { parentPort, workerData } from 'node:worker_threads'
import type { Interval } from '../../lib/market/bar.ts'
import { HistoryError } from '../../lib/market/bar-history.ts'
import { openReader } from './database.ts'
import type { Scale } from './scale.ts'
import { StoreReader } from './store-reader.ts'
import type { WorkerAnswer } from './worker-link.ts'

export interface ReaderRequest {
  readonly symbolId: number
  readonly interval: Interval
  readonly fromMs: number
  readonly toMs: number
  readonly limit: number
  readonly scale: Scale
}

const database = openReader((workerData as { directory: string }).directory, 5_000)
const reader = new StoreReader(database)

parentPort?.on('message', ({ id, request }: { id: number; request: ReaderRequest | { readonly type: 'close' } }) => {
  if ('type' in request) {
    database.close()
    parentPort?.postMessage({ id, ok: true, value: 0 } satisfies WorkerAnswer)
    parentPort?.close()
    return
  }
  try {
    const value = reader
      .read(request.symbolId, request.interval, request.fromMs, request.toMs, request.limit, request.scale)
      .packed()
    parentPort?.postMessage({ id, ok: true, value } satisfies WorkerAnswer, [value.buffer])
  } catch (error) {
    const code = error instanceof HistoryError ? error.code : 'unavailable'
    parentPort?.postMessage({
      id,
      ok: false,
      code,
      message: error instanceof Error ? error.message : String(error),
    } satisfies WorkerAnswer)
  }
})

import { type Transferable, Worker } from 'node:worker_threads'
import { HistoryError } from '../../lib/market/bar-history.ts'

export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code: HistoryError['code'] }
  /** Said without being asked. */
  | { readonly notice: string }

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: HistoryError) => void
}

/** A thread that answers requests in order. One that died is started again by the next request. */
export class WorkerLink<Request> {
  readonly #url: URL
  readonly #workerData: unknown
  readonly #pendingMax: number
  readonly #onNotice: (notice: string) => void
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #nextId = 0
  #closed = false

  /** `pendingMax`: requests beyond it are refused at once (P9). */
  constructor(url: URL, workerData: unknown, pendingMax: number, onNotice: (notice: string) => void) {
    this.#onNotice = onNotice
    this.#url = url
    this.#workerData = workerData
    this.#pendingMax = pendingMax
  }

  get pending(): number {
    return this.#waiting.size
  }

  /** Rejects with HistoryError. */
  request(request: Request, transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#closed) return Promise.reject(new HistoryError('unavailable', 'Cannot reach the store of bars: it is closed'))
    if (this.#waiting.size >= this.#pendingMax) {
      return Promise.reject(new HistoryError('busy', `Cannot read stored bars now: ${this.#pendingMax} requests are waiting`))
    }
    return this.#send(request, transfer)
  }

  /** Lets the thread finish what it was asked. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const worker = this.#worker
    if (worker === undefined) return
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    await this.#send({ type: 'close' }, []).catch(() => worker.terminate())
    await ended
  }

  #send(request: unknown, transfer: readonly Transferable[]): Promise<unknown> {
    this.#worker ??= this.#start()
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker?.postMessage({ id, request }, transfer)
    })
  }

  #start(): Worker {
    const worker = new Worker(this.#url, { workerData: this.#workerData })
    worker.on('message', (answer: WorkerAnswer) => {
      if ('notice' in answer) {
        this.#onNotice(answer.notice)
        return
      }
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if (answer.ok) waiting?.resolve(answer.value)
      else waiting?.reject(new HistoryError(answer.code, answer.message))
    })
    worker.on('error', (error) => this.#lost(worker, error))
    worker.on('exit', (code) => this.#lost(worker, new Error(`its thread ended with ${code}`)))
    return worker
  }

  #lost(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const reason = cause instanceof Error ? cause.message : String(cause)
    for (const { reject } of this.#waiting.values()) {
      reject(new HistoryError('unavailable', `Cannot reach the store of bars: ${reason}`, { cause }))
    }
    this.#waiting.clear()
  }
}

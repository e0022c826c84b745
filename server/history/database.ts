import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HistoryError } from '../../lib/market/bar-history.ts'

/** Statements that make version n of the schema from version n - 1. Append only: stores of every version are out there. */
const migrations: readonly string[] = [
  `
  -- What the integers of bars are multiples of, as exact decimals.
  CREATE TABLE scale (id INTEGER PRIMARY KEY, tick TEXT NOT NULL, lot TEXT NOT NULL) STRICT;
  -- With the finest scale that any of its bars has.
  CREATE TABLE symbol (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL UNIQUE, scale INTEGER NOT NULL) STRICT;
  -- Bars that may still change often, one per row. They win over those in chunks.
  CREATE TABLE recent (
    series INTEGER NOT NULL, time INTEGER NOT NULL, scale INTEGER NOT NULL,
    open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, close INTEGER NOT NULL,
    volume_high INTEGER NOT NULL, volume_low INTEGER NOT NULL, trades INTEGER NOT NULL,
    PRIMARY KEY (series, time)
  ) STRICT, WITHOUT ROWID;
  -- Bars of a closed hour (1s), a closed day (1m), 32 days (1h). Key and bytes: levels.ts, bar-codec.ts.
  CREATE TABLE chunk (key INTEGER PRIMARY KEY, scale INTEGER NOT NULL, bars BLOB NOT NULL) STRICT;
  -- Spans in which a venue's feed was connected, and which symbols it brought from when to when (NULL: to its end).
  CREATE TABLE live (id INTEGER PRIMARY KEY, venue TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE member (
    symbol INTEGER NOT NULL, live INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER, PRIMARY KEY (symbol, live, from_ms)
  ) STRICT, WITHOUT ROWID;
  -- Spans that a venue's own history filled.
  CREATE TABLE filled (
    series INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, PRIMARY KEY (series, from_ms)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Spans in which a symbol was not whole though its feed was connected: trades of them are missing, or were when this was stored.
  CREATE TABLE lost (
    symbol INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, PRIMARY KEY (symbol, from_ms)
  ) STRICT, WITHOUT ROWID;
  `,
]

/** `TICK`: so that no other program's database is taken for ours. */
const applicationId = 0x5449434b

export function storePath(directory: string): string {
  return join(directory, 'history.sqlite')
}

/** Makes the store or brings it up to date. Throws HistoryError. */
export function prepareStore(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
    const database = openWriter(directory)
    try {
      migrate(database, storePath(directory))
    } finally {
      database.close()
    }
  } catch (error) {
    throw asHistoryError(directory, error)
  }
}

export function isSqlite(error: unknown): boolean {
  return errorCode(error) !== undefined
}

/** What is wrong with the store in one sentence, whatever was met in it. */
export function asHistoryError(directory: string, error: unknown): HistoryError {
  if (error instanceof HistoryError) return error
  const reason = error instanceof Error ? error.message : String(error)
  const message = `Cannot keep bars in ${directory}: ${reason}`
  if (!isDamaged(error)) {
    const hint = isUnwritable(error) ? '; expected a directory that can be written to' : ''
    return new HistoryError('unavailable', message + hint, { cause: error })
  }
  const remedy = `${storePath(directory)} is damaged: put a copy in its place, or move it away to begin a new one`
  return new HistoryError('corrupt', `${message}; ${remedy}`, { cause: error })
}

/**
 * WAL with synchronous NORMAL: a commit is a write to the system, so a killed process loses nothing committed. A power cut may
 * take the last seconds with it, their coverage included, so they are known to be missing and filled from the venue; a sync per
 * commit would buy nothing that the backfill does not.
 */
export function openWriter(directory: string): DatabaseSync {
  const database = new DatabaseSync(storePath(directory), { timeout: 5_000 })
  database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000')
  // A burst of backfill must not leave a huge log behind.
  database.exec('PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY')
  return database
}

/** `timeoutMs`: how long a read may wait for a lock, which it hardly ever meets. Short on the thread that streams. */
export function openReader(directory: string, timeoutMs: number): DatabaseSync {
  const database = new DatabaseSync(storePath(directory), { readOnly: true, timeout: timeoutMs })
  database.exec('PRAGMA cache_size = -8000; PRAGMA query_only = ON')
  return database
}

/**
 * Two servers on one directory would mix their bars. The lock is the system's own, held through SQLite, and gone with the
 * process however it ends. Throws HistoryError.
 */
export function lockDirectory(directory: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    mkdirSync(directory, { recursive: true })
    lock = new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 })
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (errorCode(error) !== busy) throw asHistoryError(directory, error)
    throw new HistoryError('locked', `Cannot keep bars in ${directory}: another process uses it`, { cause: error })
  }
}

/** https://sqlite.org/rescode.html */
const busy = 5
const readOnly = 8
const corrupt = 11
const cannotOpen = 14
const notADatabase = 26

/** Of SQLite; without the details in its higher bytes. */
function errorCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
}

function isUnwritable(error: unknown): boolean {
  const code = errorCode(error)
  return code === readOnly || code === cannotOpen
}

function isDamaged(error: unknown): boolean {
  const code = errorCode(error)
  return code === corrupt || code === notADatabase
}

function migrate(database: DatabaseSync, path: string): void {
  const version = pragma(database, 'user_version')
  const owner = pragma(database, 'application_id')
  if (version > migrations.length) {
    const message = `Cannot use ${path}: its schema is version ${version}, expected at most ${migrations.length}`
    throw new HistoryError('newer_schema', message)
  }
  if (version > 0 && owner !== applicationId) throw new HistoryError('corrupt', `Cannot use ${path}: not a store of bars`)
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(`${statements}; PRAGMA user_version = ${index + 1}; PRAGMA application_id = ${applicationId}; COMMIT`)
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0)
}

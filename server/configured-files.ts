import { accessSync, constants, readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Config } from './config.ts'

type NamesOfFiles = Pick<Config, 'FEED' | 'TLS_CERT_FILE' | 'TLS_KEY_FILE'>

/** What is wrong with the files that the settings name, a sentence each that begins with the setting. */
export function fileProblems({ FEED, TLS_CERT_FILE, TLS_KEY_FILE }: NamesOfFiles): string[] {
  const recordings = FEED.flatMap((spec) => (spec.kind === 'replay' ? spec.file.split('+') : []))
  const problems = [
    ...recordings.filter((file) => file !== '').flatMap((file) => unreadable('FEED', file, 'a recording')),
    ...(TLS_CERT_FILE === undefined ? [] : unreadable('TLS_CERT_FILE', TLS_CERT_FILE, 'a certificate in PEM form')),
    ...(TLS_KEY_FILE === undefined ? [] : unreadable('TLS_KEY_FILE', TLS_KEY_FILE, 'its private key in PEM form')),
  ]
  if (problems.length > 0 || TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return problems
  const each = [...unusable('TLS_CERT_FILE', TLS_CERT_FILE, 'cert'), ...unusable('TLS_KEY_FILE', TLS_KEY_FILE, 'key')]
  return each.length > 0 ? each : mismatch(TLS_CERT_FILE, TLS_KEY_FILE)
}

function unreadable(name: string, file: string, expected: string): string[] {
  return problemOf(() => accessSync(file, constants.R_OK)).map(
    (reason) => `${name}: cannot read ${JSON.stringify(file)} (${reason}): expected ${expected}`,
  )
}

function unusable(name: string, file: string, part: 'cert' | 'key'): string[] {
  return problemOf(() => createSecureContext({ [part]: readFileSync(file) })).map(
    (reason) => `${name}=${JSON.stringify(file)}: cannot use it (${reason}): expected PEM`,
  )
}

function mismatch(certificate: string, key: string): string[] {
  const both = () => createSecureContext({ cert: readFileSync(certificate), key: readFileSync(key) })
  return problemOf(both).map((reason) => `TLS_CERT_FILE and TLS_KEY_FILE: cannot use them together (${reason})`)
}

function problemOf(attempt: () => void): string[] {
  try {
    attempt()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileProblems } from './configured-files.ts'

// Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test`; of use nowhere.
const certificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUUYE0W1kCQu4BW/RMDS3sTRDSwAswCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjgyMDAzMTdaGA8yMTI2MTEwNDIwMDMx
N1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABF27
gKnkHoNFbcUQCdtExfe5lUP1DtANKwO8NcTwFMLYpR8mUd6BP8u7Gmm//UNLgK7A
TV4L3Z7tq+BkfJ3qFeyjUzBRMB0GA1UdDgQWBBS68A9LOrsYgcOR5a0BSrOnmM7b
uTAfBgNVHSMEGDAWgBS68A9LOrsYgcOR5a0BSrOnmM7buTAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQC0S1wzu4CVG280THvegrNyel1TjtJ25Z5V
7JbFGW73AAIgIktS8SD/pl3rIf+jQ62UUdaBbMcgPGt/VjG0EW1PTIY=
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOBot7jBJrBqa2B6l
mToVSrQEguqmMiyfaqUOLRm2IxehRANCAARdu4Cp5B6DRW3FEAnbRMX3uZVD9Q7Q
DSsDvDXE8BTC2KUfJlHegT/Luxppv/1DS4CuwE1eC92e7avgZHyd6hXs
-----END PRIVATE KEY-----
`
const otherKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi3qbxWgzo2PwHOpx
dSDy+35XBpdUMJ1BCumV5VmH+imhRANCAASWys9r/gZk/vzIen5JqKaJxH4ulcwD
kZ6P9KzpYRpiS7Kb5p4Wdvvsuz4zRlSJCc+i157L1C12gnrytcFgDw0J
-----END PRIVATE KEY-----
`

let folder: string
const fileOf = (name: string) => join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticklane-files-'))
  const files = { 'cert.pem': certificate, 'key.pem': key, 'other-key.pem': otherKey, 'text.pem': 'no PEM' }
  for (const [name, text] of Object.entries(files)) writeFileSync(fileOf(name), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

const tlsProblems = (cert: string, privateKey: string) =>
  fileProblems({ FEED: [{ kind: 'sim' }], TLS_CERT_FILE: fileOf(cert), TLS_KEY_FILE: fileOf(privateKey) })

describe('fileProblems', () => {
  it('finds nothing wrong where no file is named, and with a certificate and its key', () => {
    expect(fileProblems({ FEED: [{ kind: 'sim' }], TLS_CERT_FILE: undefined, TLS_KEY_FILE: undefined })).toEqual([])
    expect(tlsProblems('cert.pem', 'key.pem')).toEqual([])
  })

  it('names the setting of each file that cannot be read', () => {
    expect(tlsProblems('none.pem', 'gone.pem')).toEqual([
      expect.stringMatching(/^TLS_CERT_FILE: cannot read ".*none\.pem" \(ENOENT: .*\): expected a certificate in PEM form$/),
      expect.stringMatching(/^TLS_KEY_FILE: cannot read ".*gone\.pem" \(ENOENT: .*\): expected its private key in PEM form$/),
    ])
  })

  it('says which of the two is not what it should be, or that they do not belong together', () => {
    expect(tlsProblems('text.pem', 'key.pem')).toEqual([expect.stringMatching(/^TLS_CERT_FILE=".*": cannot use it \(/)])
    expect(tlsProblems('cert.pem', 'text.pem')).toEqual([expect.stringMatching(/^TLS_KEY_FILE=".*": cannot use it \(/)])
    expect(tlsProblems('cert.pem', 'other-key.pem')).toEqual([expect.stringMatching(/cannot use them together \(.*mismatch/)])
  })

  it('names each recording that is not there, of several joined by + too', () => {
    const FEED = [{ kind: 'replay', file: `${fileOf('text.pem')}+${fileOf('none.tsv.gz')}` }] as const
    const problems = fileProblems({ FEED: [...FEED], TLS_CERT_FILE: undefined, TLS_KEY_FILE: undefined })
    expect(problems).toEqual([
      expect.stringMatching(/^FEED: cannot read ".*none\.tsv\.gz" \(ENOENT: .*\): expected a recording$/),
    ])
  })
})

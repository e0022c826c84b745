import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('readConfig', () => {
  it('gives the documented defaults for an empty environment', () => {
    const config = readConfig({})
    expect(config.PORT).toBe(3000)
    expect(config.HOST).toBe('127.0.0.1')
    expect(config.FEED).toEqual([{ kind: 'sim' }])
    expect(config.SIM_SYMBOLS).toBe(200)
  })

  it('takes an empty variable as not set', () => {
    expect(readConfig({ PORT: '' }).PORT).toBe(3000)
  })

  it('reads a list of feeds', () => {
    expect(readConfig({ FEED: 'sim, replay:a/b.tsv.gz' }).FEED).toEqual([{ kind: 'sim' }, { kind: 'replay', file: 'a/b.tsv.gz' }])
  })

  it('reads max as a replay without pauses', () => {
    expect(readConfig({ REPLAY_SPEED: 'max' }).REPLAY_SPEED).toBe(Number.POSITIVE_INFINITY)
  })

  it('reports every fault at once, each with name, value and expectation', () => {
    const read = () =>
      readConfig({ PORT: '99999', FEED: 'sim,nasdaq', REPLAY_SPEED: 'fast', SIM_SYMBOLS: 'many', LOG_LEVEL: 'loud' })
    expect(read).toThrow(ConfigError)
    try {
      read()
    } catch (error) {
      const problems = (error as ConfigError).problems
      expect(problems).toHaveLength(5)
      expect(problems.join('\n')).toContain('PORT="99999": expected a whole number from 0 to 65535')
      expect(problems.join('\n')).toContain('FEED="sim,nasdaq": cannot use "nasdaq": expected a comma list of sim, replay:<file>')
      expect(problems.join('\n')).toContain('REPLAY_SPEED="fast": expected a number from 1 to 1000, or max')
      expect(problems.join('\n')).toContain('SIM_SYMBOLS="many": expected a whole number from 1 to 10000')
      expect(problems.join('\n')).toContain('LOG_LEVEL="loud": expected fatal, error, warn, info, debug, trace or silent')
    }
  })

  it('asks for the keys of the venues that FEED names, beside every other fault', () => {
    const read = () =>
      readConfig({ PORT: 'x', FEED: 'alpaca,finnhub', ALPACA_KEY: 'k', PING_SECONDS: '50', TLS_CERT_FILE: 'a.pem' })
    expect(read).toThrow(/PORT="x"/)
    expect(read).toThrow(/ALPACA_SECRET: not set, and FEED names alpaca, which needs it/)
    expect(read).toThrow(/FINNHUB_TOKEN: not set/)
    expect(read).toThrow(/SILENT_SECONDS="45": expected more than PING_SECONDS, which is 50/)
    expect(read).toThrow(/TLS_CERT_FILE and TLS_KEY_FILE: expected both/)
    expect(read).not.toThrow(/ALPACA_KEY/)
  })

  it('refuses symbols that no venue could have, and takes those of a venue that is not among the feeds', () => {
    for (const symbols of ['BTC-USDT', 'SIM:BTC-USD', 'BINANCE:BTC-USDT,NASDAQ:AAPL']) {
      const expected = 'expected a comma list of symbols that begin with BINANCE:, COINBASE:, KRAKEN:, US:'
      expect(() => readConfig({ FEED: 'binance', SYMBOLS: symbols })).toThrow(`SYMBOLS="${symbols}": ${expected}`)
    }
    expect(readConfig({ FEED: 'sim', SYMBOLS: 'KRAKEN:BTC-USD, US:AAPL' }).SYMBOLS).toEqual(['KRAKEN:BTC-USD', 'US:AAPL'])
  })

  it('does not repeat a secret that it refuses: what it says is logged', () => {
    const read = () => readConfig({ AUTH_SECRET: 'hunter2' })
    expect(read).toThrow('AUTH_SECRET=(7 characters): expected at least 32 characters')
    expect(read).not.toThrow(/hunter2/)
  })

  it('refuses what it would otherwise ignore: a role, a bus, an origin with a path', () => {
    const read = () =>
      readConfig({ ROLE: 'gateway', NATS_URL: 'nats://127.0.0.1', ALLOWED_ORIGINS: 'https://a.example,https://b.example/x' })
    expect(read).toThrow(/ROLE="gateway": expected all/)
    expect(read).toThrow(/NATS_URL="nats:\/\/127.0.0.1": expected nothing/)
    expect(read).toThrow(/ALLOWED_ORIGINS=.*expected origins as browsers send them/)
    expect(readConfig({ ALLOWED_ORIGINS: 'https://a.example, http://127.0.0.1:8080' }).ALLOWED_ORIGINS).toHaveLength(2)
  })
})

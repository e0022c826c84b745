#!/usr/bin/env node
/**
 * Watches quotes and prints them as they change. Needs Node 22 or newer and no package; comes back by itself when its
 * connection is lost, and says what it missed.
 *
 *   node watch.js ws://127.0.0.1:3000/stream SIM:AAPL,SIM:BTC-USD --rate 4 [--seconds 10]
 *
 * The last line is one JSON object: what it knows at the end.
 */
import { parseArgs } from 'node:util'
import { TicklaneViewer } from '../browser/ticklane-viewer.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rate: { type: 'string', default: '4' }, seconds: { type: 'string' } },
})
const [url, symbolList] = positionals
if (url === undefined || symbolList === undefined) {
  console.error('usage: node watch.js <ws://host/stream> <SYMBOL,SYMBOL> [--rate HZ] [--seconds N]')
  process.exit(2)
}
if (globalThis.WebSocket === undefined) {
  console.error(`Cannot run on Node ${process.versions.node}, which has no WebSocket: expected Node 22 or newer`)
  process.exit(2)
}
const symbols = symbolList.split(',')
const pauseMaxMs = 20_000

const viewer = new TicklaneViewer((changed) => {
  for (const symbol of changed) {
    const { last = '-', bid = '-', ask = '-' } = viewer.quotes.get(symbol)?.fields ?? {}
    console.log(`${symbol.padEnd(24)} ${last} bid ${bid} ask ${ask}`)
  }
})

let socket
let attempt = 0
let ending = false

function connect() {
  let bye
  viewer.forgetConnection()
  socket = new WebSocket(url, ['ticklane.v1.json'])
  const acks = setInterval(() => send(viewer.ack()), 1_000)
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    // What was had is told before `hello` says whether it still counts.
    const resume = message.type === 'hello' ? viewer.resume() : undefined
    viewer.receive(message)
    if (message.type === 'bye') bye = message
    if (message.type === 'error') console.error(message.message)
    if (message.type !== 'hello') return
    attempt = 0
    send(resume)
    send({ type: 'subscribe', symbols, rate: Number(values.rate) })
  }
  socket.onclose = ({ code }) => {
    clearInterval(acks)
    if (ending) return
    // [E1] Coming back unchanged would get the same answer.
    if ([1002, 1003, 1007, 1008, 1009, 4401].includes(code)) end(`closed with ${code}: ${bye?.reason ?? 'a final no'}`)
    // [C8]
    const pauseMs = bye?.retryInMs ?? Math.random() * Math.min(pauseMaxMs, 500 * 2 ** attempt)
    attempt += 1
    console.error(`connection lost (${code}), back in ${Math.round(pauseMs)} ms`)
    setTimeout(connect, pauseMs)
  }
}

function send(message) {
  if (message !== undefined && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

function end(problem) {
  ending = true
  if (problem !== undefined) console.error(problem)
  console.log(JSON.stringify(viewer.summary()))
  process.exit(problem === undefined ? 0 : 1)
}

connect()
process.on('SIGINT', () => end())
if (values.seconds !== undefined) setTimeout(end, Number(values.seconds) * 1_000, undefined)

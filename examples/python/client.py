#!/usr/bin/env python3
"""Watches quotes and prints them as they change.

    python3 client.py ws://127.0.0.1:3000/stream BINANCE:BTC-USDT,BINANCE:ETH-USDT --rate 4 [--binary] [--seconds 10] [--checks 1]

Needs the `websockets` library (Debian: python3-websockets). The last line is one JSON object: what it knows at the end.
"""
import argparse
import asyncio
import json
import time
from decimal import Decimal
from fractions import Fraction

import websockets

from binary_decoder import Decoder
from ticklane_json import Viewer

RATES = [0.5, 1, 2, 4, 10, 20, 60]


class BinaryViewer(Viewer):
    """The same viewer where quotes come in binary frames ([C4])."""

    def __init__(self):
        super().__init__()
        self.decoder = Decoder()

    def _subscribed(self, message):
        super()._subscribed(message)
        if message["channel"] == "quotes":
            for tier, rate in enumerate(RATES):
                members = [quote.instrument["index"] for quote in self.streams.get(rate, {}).values()]
                self.decoder.set_members(tier, members)

    def receive_binary(self, frame):
        """Returns the symbols that changed."""
        for name, subject, content in self.decoder.decode(frame):
            if name == "check":
                self.checks_passed += content
                self.checks_failed += not content
            if name == "lost" or (name == "check" and not content):
                self.mismatched.add(RATES[subject.tier])
            if name in ("tick", "snapshot"):
                self.sequences[RATES[subject.tier]] = subject.sequence
                return [self._take(RATES[subject.tier], subject, index) for index, _ in content]
        return []

    def _take(self, rate, stream, index):
        quote = next(quote for quote in self.streams[rate].values() if quote.instrument["index"] == index)
        state = stream.states[index]
        tick, lot = Decimal(quote.instrument["tickSize"]), Decimal(quote.instrument["lotSize"])
        for name, value, step in (
            ("last", state.last, tick), ("bid", state.bid, tick), ("ask", state.ask, tick),
            ("bidSize", state.bid_size, lot), ("askSize", state.ask_size, lot),
        ):
            quote.fields[name] = f"{(value * step).normalize():f}" if value else None
        quote.total_trades = state.trade_count
        quote.total_volume = Fraction(quote.instrument["lotSize"]) * state.volume
        return quote.instrument["symbol"]


async def watch(options):
    viewer = BinaryViewer() if options.binary else Viewer()
    protocol = "ticklane.v1.bin" if options.binary else "ticklane.v1.json"
    until = time.monotonic() + options.seconds if options.seconds else float("inf")
    async with websockets.connect(options.url, subprotocols=[protocol], max_size=None) as socket:
        await socket.send(json.dumps({"type": "subscribe", "symbols": options.symbols.split(","), "rate": options.rate}))
        acknowledged = time.monotonic()
        while (now := time.monotonic()) < until and viewer.checks_passed + viewer.checks_failed < options.checks:
            if now - acknowledged >= 1:
                await socket.send(json.dumps(viewer.ack()))
                acknowledged = now
            try:
                frame = await asyncio.wait_for(socket.recv(), timeout=min(1, max(0.01, until - now)))
            except asyncio.TimeoutError:
                continue
            show(viewer, receive(viewer, frame))
    summary = {"checksPassed": viewer.checks_passed, "checksFailed": viewer.checks_failed, "errors": viewer.errors, "quotes": {}}
    for stream in viewer.streams.values():
        for symbol, quote in stream.items():
            volume = quote.total_volume
            summary["quotes"][symbol] = {
                **{name: quote.fields.get(name) for name in ("last", "bid", "ask")},
                "totalTrades": quote.total_trades,
                "totalVolume": f"{Decimal(volume.numerator) / Decimal(volume.denominator):f}",
            }
    print(json.dumps(summary))


def receive(viewer, frame):
    if isinstance(frame, bytes):
        return viewer.receive_binary(frame)
    message = json.loads(frame)
    viewer.receive(message)
    return [quote["symbol"] for quote in message.get("quotes", [])]


def show(viewer, symbols):
    for stream in viewer.streams.values():
        for symbol in symbols:
            if symbol in stream:
                fields = stream[symbol].fields
                print(f"{symbol:24} {fields.get('last')} bid {fields.get('bid')} ask {fields.get('ask')}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("symbols", help="separated by commas")
    parser.add_argument("--rate", type=float, default=4)
    parser.add_argument("--binary", action="store_true")
    parser.add_argument("--seconds", type=float, help="stop after so long")
    parser.add_argument("--checks", type=int, default=2**31, help="stop after so many state checks")
    asyncio.run(watch(parser.parse_args()))

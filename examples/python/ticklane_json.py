"""State of a ticklane.v1.json connection; written from lib/protocol/SPEC.md, whose rule ids it cites."""
from fractions import Fraction

WIDE = 2**52
STATUSES = ["pending", "live", "delayed", "stale", "halted", "closed"]
PRICES = ["last", "bid", "ask"]
SIZES = ["bidSize", "askSize"]
DAY_PRICES = ["dayOpen", "dayHigh", "dayLow"]


def mix(value, word):  # [H1]
    product = ((value ^ word) * 0x9E3779B1) & 0xFFFFFFFF
    return product ^ (product >> 15)


class Quote:
    """One instrument in one stream: exact decimals as text, totals as numbers."""

    def __init__(self, instrument):
        self.instrument = instrument
        self.fields = {}
        self.status = "pending"
        self.total_trades = 0
        self.total_volume = Fraction(0)
        self.day_volume = Fraction(0)

    def snapshot(self, quote):  # [M5]: it forgets what was there
        self.fields = {name: quote[name] for name in PRICES + SIZES + DAY_PRICES if name in quote}
        self.status = quote["status"]
        self.total_trades = quote["totalTrades"]
        self.total_volume = Fraction(quote["totalVolume"])
        self.day_volume = Fraction(quote["dayVolume"])

    def tick(self, quote):  # [M5]: absent is unchanged, null is none
        for name in PRICES + SIZES + DAY_PRICES:
            if name in quote:
                self.fields[name] = quote[name]
        self.status = quote.get("status", self.status)
        self.total_trades += quote.get("trades", 0)
        self.total_volume += Fraction(quote.get("volume", "0"))
        if "dayVolume" in quote:
            self.day_volume = Fraction(quote["dayVolume"])

    def hash(self):  # [H2], [H4]
        tick, lot = Fraction(self.instrument["tickSize"]), Fraction(self.instrument["lotSize"])
        values = [self._whole(name, tick) for name in PRICES]
        values += [self._whole(name, lot) for name in SIZES]
        values += [self._whole(name, tick) for name in DAY_PRICES]
        volume = int(self.total_volume / lot)
        base = volume - int(self.day_volume / lot)
        values += [self.total_trades, volume // WIDE, volume % WIDE, base // WIDE, base % WIDE]
        result = 0x811C9DC5
        for value in values:
            result = mix(mix(result, value & 0xFFFFFFFF), (value >> 32) & 0xFFFFFFFF)
        return mix(result, STATUSES.index(self.status))

    def _whole(self, name, step):
        text = self.fields.get(name)
        return 0 if text is None else int(Fraction(text) / step)


class Viewer:
    """Feed it every message with `receive`; send what it returns and what `ack` says about once a second ([B1])."""

    def __init__(self):
        self.epoch = None
        self.instruments = {}
        self.subscriptions = {}
        self.streams = {}
        self.sequences = {}
        self.mismatched = set()
        self.checks_passed = 0
        self.checks_failed = 0
        self.errors = []

    def receive(self, message):
        kind = message["type"]
        if kind == "hello":
            self.epoch = message["epoch"]
        elif kind == "subscribed":
            self._subscribed(message)
        elif kind == "snapshot":
            self._snapshot(message)
        elif kind == "tick":
            self._tick(message)
        elif kind == "status" and "check" in message:
            self._check(message["check"])
        elif kind == "error":
            self.errors.append(message)

    def ack(self):
        message = {"type": "ack", "sequences": {f"{rate:g}": sequence for rate, sequence in self.sequences.items()}}
        if self.mismatched:
            message["mismatched"] = sorted(self.mismatched)
        self.mismatched = set()
        return message

    def _subscribed(self, message):  # [R2]
        for instrument in message["instruments"]:
            self.instruments[instrument["symbol"]] = instrument
            for stream in self.streams.values():
                if instrument["symbol"] in stream:
                    stream[instrument["symbol"]].instrument = instrument
        if message["channel"] != "quotes":
            return
        if message["symbols"]:
            self.subscriptions[message["subscription"]] = (message["rate"], message["symbols"])
        else:
            self.subscriptions.pop(message["subscription"], None)
        for rate in set(self.streams) | {rate for rate, _ in self.subscriptions.values()}:
            members = {symbol for at, symbols in self.subscriptions.values() if at == rate for symbol in symbols}
            stream = self.streams.get(rate, {})
            self.streams[rate] = {symbol: stream.get(symbol) or Quote(self.instruments[symbol]) for symbol in members}
            if not members:
                del self.streams[rate]
                self.sequences.pop(rate, None)

    def _snapshot(self, message):  # [R4]
        stream = self.streams[message["rate"]]
        self.sequences[message["rate"]] = message["sequence"]
        for quote in message["quotes"]:
            stream[quote["symbol"]].snapshot(quote)

    def _tick(self, message):
        rate = message["rate"]
        if self.sequences.get(rate) != message["sequence"] - 1:  # [R3]
            self.sequences.pop(rate, None)
            self.mismatched.add(rate)
            return
        self.sequences[rate] = message["sequence"]
        for quote in message["quotes"]:
            self.streams[rate][quote["symbol"]].tick(quote)

    def _check(self, check):  # [H3], [H5]
        rate = check["rate"]
        stream = self.streams.get(rate, {})
        result = 0x811C9DC5
        for quote in sorted(stream.values(), key=lambda quote: quote.instrument["index"]):
            result = mix(result, quote.hash())
        if self.sequences.get(rate) == check["sequence"] and f"{result:08x}" == check["hash"]:
            self.checks_passed += 1
        else:
            self.checks_failed += 1
            self.sequences.pop(rate, None)
            self.mismatched.add(rate)

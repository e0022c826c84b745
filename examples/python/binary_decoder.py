#!/usr/bin/env python3
"""Decodes the binary frames of ticklane.v1.bin. Standard library only; written from lib/protocol/SPEC.md, whose rule ids it cites.

    decoder = Decoder()
    decoder.set_members(tier, indexes)      # on every `subscribed` of channel quotes, see [R2]
    for event in decoder.decode(frame): ... # ("tick", stream, changes), ("check", stream, True) ...

`python3 binary_decoder.py golden.json` decodes the project's golden frames and says whether every state agrees.
"""
import json
import sys

WIDE = 2**52
GRID_STEPS = [120, 60, 30, 15, 6, 3, 1]  # [T1]
INTERVALS = ["1s", "1m", "5m", "15m", "1h", "4h", "1d"]
INTERVAL_MS = [1_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000, 86_400_000]
SIDES = ["buy", "sell", "unknown"]

# [D2]
INITIAL_C = [64 * part for part in (
    44, 52, 47, 53, 38, 56, 17, 63, 55, 37, 27, 23, 27, 38, 41, 21, 31, 45, 45, 26, 47, 10, 10, 27,
    34, 6, 6, 59, 29, 44, 36, 33, 33, 42, 30, 30, 35, 48, 2, 36, 35, 61, 55, 33, 25, 61, 61, 61,
    7, 5, 48, 32, 32, 43, 56, 54, 1, 40, 28, 34, 38, 35, 18, 18, 16, 19, 13, 50, 36, 36, 38, 45,
    14, 17, 23, 32, 32, 58, 32, 24, 27, 35, 4, 9, 11, 32, 32, 53, 31, 27, 29, 33, 11, 12, 11, 10,
    21, 31, 21, 22, 24, 26, 18, 33, 34, 42, 48, 27, 18, 19, 20, 27, 24, 22, 24, 25, 27, 23, 18, 19,
    23, 20, 25, 26, 31, 28, 27, 16, 16, 19, 16, 7, 32, 32, 32, 32, 32, 21, 21, 21, 21, 6, 32, 32,
    32, 32, 32,
)]
INITIAL_L = [36, 14, 8, 17, 148, 209, 252, 128, 128]


class FrameError(Exception):
    """A frame that no server writes, or one that is cut off."""


def grid_time_ms(grid_time):
    return grid_time * 50 // 3


class Bits:
    """Plain bits, most significant first (section 3)."""

    def __init__(self, data):
        self.data = data
        self.position = 0

    @property
    def bytes_left(self):
        return len(self.data) - (self.position + 7) // 8

    def bits(self, count):
        end = self.position + count
        if end > len(self.data) * 8:
            raise FrameError(f"{len(self.data)} bytes, expected at least {(end + 7) // 8}")
        value = self.peek(count)
        self.position = end
        return value

    def peek(self, count):
        """Zeros stand behind the end."""
        first, last = self.position // 8, (self.position + count + 7) // 8
        window = self.data[first:last]
        value = int.from_bytes(window, "big") << 8 * (last - first - len(window))
        return (value >> (8 * last - self.position - count)) & ((1 << count) - 1)

    def align(self):
        if self.bits(-self.position % 8) != 0:
            raise FrameError("padding is not zero")  # [V2]

    def end(self):
        self.align()
        if self.bytes_left:
            raise FrameError(f"{self.bytes_left} bytes left over")

    def varint(self):  # [V1]
        value = 0
        for count in range(8):
            byte = self.bits(8)
            value |= (byte & 127) << 7 * count
            if byte < 128:
                return value
        raise FrameError("a varint of more than 8 bytes")

    def number(self, k):  # [N1]
        ones = 0
        while self.bits(1):
            ones += 1
            if ones + k > 53:
                raise FrameError("a number of more than 53 bits")
        if ones == 0:
            return self.bits(k)
        return (1 << (k + ones - 1)) | self.bits(k + ones - 1)

    def signed(self, k):  # [N3]
        return self._sign(self.number(k))

    def _sign(self, magnitude):
        return -magnitude if magnitude and self.bits(1) else magnitude

    def adaptive(self, states, name):  # [N2]
        state = states[name]
        value = self.number(max(0, state // 8 - 1))
        states[name] = state - state // 8 + value.bit_length()
        return value

    def signed_adaptive(self, states, name):
        return self._sign(self.adaptive(states, name))


class Model:
    """What the coding of one instrument has learnt ([D1])."""

    def __init__(self):
        self.c = list(INITIAL_C)
        self.l = list(INITIAL_L)
        self.changes = [[0] * 4, [0] * 4]
        self.sizes = [[0] * 4, [0] * 4]


def remember(values, value):
    if value in values:
        values.remove(value)
    else:
        values.pop()
    values.insert(0, value)


class State:
    """An instrument's state (section 4.1), whole ticks and lots; volumes are plain Python integers."""

    def __init__(self):
        self.last = self.bid = self.ask = self.bid_size = self.ask_size = 0
        self.day_open = self.day_high = self.day_low = 0
        self.trade_count = self.volume = self.day_volume_base = self.status = 0
        self.venue_time_ms = self.received_time_ms = 0
        self.known = False
        self.model = Model()

    def values(self):
        return [self.last, self.bid, self.ask, self.bid_size, self.ask_size, self.day_open, self.day_high, self.day_low,
                self.trade_count, self.volume // WIDE, self.volume % WIDE, self.day_volume_base // WIDE,
                self.day_volume_base % WIDE, self.status]

    def hash(self):  # [H2]
        value = 0x811C9DC5
        *fields, status = self.values()
        for field in fields:
            value = mix(mix(value, field & 0xFFFFFFFF), (field >> 32) & 0xFFFFFFFF)
        return mix(value, status)


def mix(value, word):  # [H1]
    product = ((value ^ word) * 0x9E3779B1) & 0xFFFFFFFF
    return product ^ (product >> 15)


class Record:
    """One delta record: the coder of section 4.2 and the fields of [D3]. `changes` afterwards: trades, volume, high, low."""

    def __init__(self, bits, state):
        self.bits, self.state = bits, state
        self.c, self.l = state.model.c, state.model.l
        self.range, self.code = 0xFFFFFF, bits.peek(24)
        if self.code >= self.range:
            raise FrameError("a record beginning with ff ff ff")
        bits.position += 24
        self.trades = self.volume = self.volume_low = self.high = self.low = 0
        self.read()
        bits.position = self.finish()
        if bits.position > len(bits.data) * 8:
            raise FrameError("the frame ends within a record")

    # ---- the coder ----

    def normalise(self):
        while self.range < 0x10000:
            self.range <<= 8
            self.code = (self.code << 8) | self.bits.peek(8)
            self.bits.position += 8

    def bit(self, index):  # [A1]
        zero = self.c[index]
        bound = ((self.range >> 4) * zero) >> 8
        if self.code < bound:
            bit, self.range = 0, bound
            self.c[index] = zero + ((4096 - zero) >> 4)
        else:
            bit = 1
            self.code -= bound
            self.range -= bound
            self.c[index] = zero - (zero >> 4)
        self.normalise()
        return bit

    def direct(self, count):
        value = 0
        while count > 0:
            taken = min(count, 8)
            count -= taken
            self.range >>= taken
            part = self.code // self.range
            if part >> taken:
                raise FrameError("direct bits out of range")
            self.code -= part * self.range
            self.normalise()
            value = (value << taken) | part
        return value

    def finish(self):  # [A4]
        first = self.bits.position - 24
        self.bits.position = first
        low = (self.bits.peek(24) - self.code) % 2**24
        for count in range(1, 25):
            unit = 1 << (24 - count)
            multiple = -(-low // unit) * unit
            if multiple + unit <= low + self.range:
                return first + count
        raise FrameError("no end of a record")

    def num(self, kind, shift=0):  # [A5]
        mean = (self.l[kind] + 8) >> 4
        length, base, step = mean + shift, 57 + 10 * kind, 0
        if self.bit(base):
            length += 1
            while self.bit(base + 1 + min(step, 3)):
                length += 1
                step += 1
                if length > 53:
                    break
        else:
            while length > 0 and self.bit(base + 5 + min(step, 4)):
                length -= 1
                step += 1
        if length > 53:
            raise FrameError("a number of more than 53 bits")
        self.l[kind] = max(0, self.l[kind] + length - shift - mean)
        return length if length < 2 else (1 << (length - 1)) + self.direct(length - 1)

    def plain(self):
        length = self.direct(6)
        return length if length < 2 else (1 << (length - 1)) + self.direct(length - 1)

    # ---- the fields ----

    def change(self, context, kind):
        negative = self.bit(context)
        magnitude = self.num(kind) + 1
        return -magnitude if negative else magnitude

    def price(self, context, field):
        unit = 100 if self.bit(54 + field) else 1
        return unit * self.change(context, 0)

    def read(self):  # [D3]
        s = self.state
        traded = self.bit(0)
        bid_moved = self.bit(1 + traded)
        ask_moved = self.bit(3 + 2 * traded + bid_moved)
        extra = self.bit(7 + traded)
        bid_before = s.bid
        if bid_moved:
            s.bid += self.price(9, 0)
        if ask_moved:
            if bid_moved and self.bit(10):
                s.ask += s.bid - bid_before
            else:
                s.ask += self.price(11 + bid_moved, 0)
        if traded:
            self.read_trades()
        s.bid_size, changed = self.size(0, s.bid_size, traded, bid_moved, 0, s.bid == s.last)
        s.ask_size, _ = self.size(1, s.ask_size, traded, ask_moved, changed, s.ask == s.last)
        if extra:
            self.read_extra(traded)
        if traded:
            s.trade_count += self.trades
            self.volume += self.volume_low
            s.volume += self.volume

    def read_trades(self):
        s = self.state
        before = s.last
        self.trades = self.num(1) + 1
        if not self.bit(13):
            if self.bit(14):
                s.last = s.bid
            elif self.bit(15):
                s.last = s.ask
            else:
                s.last += self.price(16, 1)
        self.high = self.low = s.last
        if self.trades > 1:
            self.high = s.last + self.extreme(s.last < s.ask, before - s.last)
            self.low = s.last - self.extreme(s.last > s.bid, s.last - before)
        self.volume_low = self.num(4, self.trades.bit_length() - 1)

    def extreme(self, far, reach):
        if reach > 0 and self.bit(17 + far):
            return reach
        unit = 100 if self.c[54] < 2048 and self.bit(56) else 1
        return unit * self.num(2 + far)

    def size(self, side, size, traded, moved, other_changed, at_last):
        if not self.bit(19 + 4 * traded + 2 * moved + other_changed):
            return size, 0
        model = self.state.model
        if moved:
            size = model.sizes[side][self.place(38)] if self.bit(37) else self.num(6)
        else:
            if traded and self.bit(27 + at_last):
                return size - self.volume_low, 1
            if self.bit(29):
                place = self.place(30)
                change = model.changes[side][place]
                if self.bit(35 + (place > 0)):
                    change = -change
            else:
                change = self.change(33 + traded, 5)
            size += change
            remember(model.changes[side], abs(change))
        remember(model.sizes[side], size)
        return size, 1

    def place(self, context):
        place = 0
        while place < 3 and self.bit(context + place):
            place += 1
        return place

    def read_extra(self, traded):
        s = self.state
        has = [self.bit(41 + field) for field in range(7)]
        if has[0]:
            s.status = checked_status(self.direct(4))
        if has[1]:
            s.day_open += self.change(50, 7)
        if has[2]:
            s.day_high = self.high if traded and self.bit(48) else s.day_high + self.change(51, 7)
        if has[3]:
            s.day_low = self.low if traded and self.bit(49) else s.day_low + self.change(52, 7)
        if has[4]:
            negative = self.direct(1)
            high = self.plain()
            s.day_volume_base += (-high if negative else high) * WIDE
            negative = self.bit(53)
            low = self.num(8)
            s.day_volume_base += -low if negative else low
        if has[5]:
            s.last += self.price(16, 1)
        if has[6]:
            self.volume += self.plain() * WIDE


def checked_status(status):
    if status > 5:
        raise FrameError(f"status {status}, expected 0 to 5")
    return status


def read_key(bits, frame_ms):  # [K1]; returns the state, and trades, volume, high, low where there is an interval
    s = State()
    s.status = checked_status(bits.bits(4))
    has_interval = bits.bits(1)
    s.last = bits.signed(16)
    s.bid = s.last + bits.signed(4)
    s.ask = s.bid + bits.signed(2)
    s.bid_size, s.ask_size = bits.number(16), bits.number(16)
    s.day_open, s.day_high, s.day_low = (s.last + bits.signed(8) for _ in range(3))
    s.trade_count = bits.number(12)
    s.volume = bits.number(0) * WIDE + bits.number(28)
    s.day_volume_base = bits.signed(0) * WIDE + bits.number(28)
    s.venue_time_ms, s.received_time_ms = read_time(bits, frame_ms), read_time(bits, frame_ms)
    model = s.model  # [K2]
    for index in range(len(model.c)):
        if bits.bits(1):
            model.c[index] = bits.bits(12)
            if model.c[index] == 0:
                raise FrameError("a probability of 0")
    model.l = [bits.bits(10) for _ in model.l]
    latest = [[bits.number(12) for _ in range(4)] for _ in range(4)]
    model.changes, model.sizes = latest[:2], latest[2:]
    interval = (0, 0, 0, 0) if has_interval else None
    if has_interval:
        trades = bits.number(4)
        if trades:
            volume = bits.number(0) * WIDE + bits.number(16)
            interval = (trades, volume, s.last + bits.signed(4), s.last - bits.signed(4))
    bits.align()
    s.known = True
    return s, interval


def read_time(bits, frame_ms):  # [T3]
    if not bits.bits(1):
        return 0
    if bits.bits(1):
        return (frame_ms * 1000 + bits.signed(10)) / 1000
    return frame_ms + bits.signed(10)


class Stream:
    """One rate of a connection ([R2])."""

    def __init__(self, tier):
        self.tier = tier
        self.members = []
        self.states = {}
        self.sequence = None
        self.grid_time = 0

    @property
    def time_ms(self):
        return grid_time_ms(self.grid_time)

    def forget(self):
        for state in self.states.values():
            state.known = False

    def hash(self):  # [H3]
        value = 0x811C9DC5
        for index in self.members:
            value = mix(value, self.states[index].hash())
        return value


class Decoder:
    def __init__(self):
        self.streams = {}

    def set_members(self, tier, indexes):
        members = sorted(set(indexes))
        if not members:
            self.streams.pop(tier, None)
            return
        stream = self.streams.setdefault(tier, Stream(tier))
        stream.members = members
        stream.states = {index: stream.states.get(index) or State() for index in members}

    def decode(self, frame):
        """Yields events. Raises FrameError; the frame's stream then waits for a snapshot."""
        bits = Bits(bytes(frame))
        tier, kind, steps = bits.bits(3), bits.bits(2), bits.bits(3)
        if tier == 7:
            yield self._other(bits, kind, steps)
            return
        stream = self.streams.get(tier)
        if stream is None:
            raise FrameError(f"no stream of tier {tier}")
        sequence_low = bits.bits(8)
        try:
            if kind == 3:
                yield self._check(bits, stream, sequence_low)
            elif kind == 2:
                yield self._snapshot(bits, stream, sequence_low)
            else:
                yield self._tick(bits, stream, kind, steps, sequence_low)
        except FrameError:
            stream.forget()
            raise

    def _tick(self, bits, stream, kind, steps, sequence_low):
        steps = steps or bits.varint()  # [F3]
        if stream.sequence is None or (stream.sequence + 1) % 256 != sequence_low:  # [R3]
            stream.forget()
            return "lost", stream, []
        stream.sequence += 1
        stream.grid_time += steps * GRID_STEPS[stream.tier]
        slots = self._gaps(bits, stream) if kind == 1 else self._bitmap(bits, stream)
        changes = []
        for slot in slots:
            index = stream.members[slot]
            state = stream.states[index]
            if not state.known:
                stream.forget()
                return "lost", stream, []
            record = Record(bits, state)
            state.received_time_ms = stream.time_ms
            changes.append((index, (record.trades, record.volume, record.high, record.low)))
        bits.end()
        return "tick", stream, changes

    def _bitmap(self, bits, stream):  # [F5]
        return [slot for slot in range(len(stream.members)) if bits.bits(1)]

    def _gaps(self, bits, stream):  # [F6]
        count = bits.number(0) + 1
        if count > len(stream.members):
            raise FrameError(f"{count} changed slots of {len(stream.members)}")
        k = max(0, (len(stream.members) // count).bit_length() - 1)
        slots, slot = [], -1
        for _ in range(count):
            slot += 1 + bits.number(k)
            if slot >= len(stream.members):
                raise FrameError(f"slot {slot} of {len(stream.members)}")
            slots.append(slot)
        return slots

    def _snapshot(self, bits, stream, sequence_low):  # [F4]
        sequence, grid_time, members = bits.varint(), bits.varint(), bits.varint()
        if sequence % 256 != sequence_low or members != len(stream.members):
            raise FrameError(f"a snapshot of {members} members at {sequence}, expected {len(stream.members)}")
        stream.sequence, stream.grid_time = sequence, grid_time
        changes, index = [], -1
        while bits.bytes_left:
            index += 1 + bits.varint()
            if index not in stream.states:
                raise FrameError(f"instrument {index} is no member")
            stream.states[index], interval = read_key(bits, stream.time_ms)
            changes.append((index, interval))
        return "snapshot", stream, changes

    def _check(self, bits, stream, sequence_low):
        expected = bits.bits(32)
        bits.end()
        known = all(state.known for state in stream.states.values())
        equal = known and stream.sequence % 256 == sequence_low and stream.hash() == expected
        if not equal:
            stream.forget()  # [H5]
        return "check", stream, equal

    def _other(self, bits, kind, tier):
        grid_time, index = bits.varint(), bits.varint()
        read = {0: read_trades, 1: read_bars, 2: read_book}.get(kind)
        if read is None or tier > 6:
            raise FrameError(f"kind {kind} of tier {tier}")
        name, content = read(bits, grid_time_ms(grid_time))
        bits.end()
        return name, (tier, index, grid_time_ms(grid_time)), content


def read_trades(bits, frame_ms):  # [X1]
    first, count = bits.varint(), bits.varint()
    unit = 1000 if bits.bits(1) else 1
    states = {"time": 48, "price": 80, "size": 128}
    time, price, trades = frame_ms * unit, 0, []
    for _ in range(count):
        time += bits.signed_adaptive(states, "time")
        price += bits.signed_adaptive(states, "price")
        size = bits.adaptive(states, "size")
        side = bits.bits(2)
        if side > 2:
            raise FrameError("side 3")
        trades.append((time if unit == 1 else time / 1000, price, size, SIDES[side]))
    return "trades", (first, trades)


def read_bars(bits, _frame_ms):  # [X2]
    interval, history, count = bits.bits(7), bits.bits(1), bits.varint()
    if interval >= len(INTERVALS):
        raise FrameError(f"interval {interval}")
    length = INTERVAL_MS[interval]
    states = {"gap": 0, "open": 80, "close": 64, "wick": 40, "high": 0, "low": 192, "trades": 64}
    bars, start, close = [], 0, 0
    for number in range(count):
        start = bits.varint() * length if number == 0 else start + (bits.adaptive(states, "gap") + 1) * length
        opened = close + bits.signed_adaptive(states, "open")
        close = opened + bits.signed_adaptive(states, "close")
        high = max(opened, close) + bits.adaptive(states, "wick")
        low = min(opened, close) - bits.adaptive(states, "wick")
        volume = bits.adaptive(states, "high") * WIDE + bits.adaptive(states, "low")
        bars.append((start, opened, high, low, close, volume, bits.adaptive(states, "trades")))
    return "bars", (INTERVALS[interval], bool(history), bars)


def read_book(bits, _frame_ms):  # [X3]
    counts = bits.bits(8), bits.bits(8)
    states = {"gap": 16, "size": 128}
    sides, best_bid = [], 0
    for count, direction in zip(counts, (-1, 1)):
        levels, price = [], best_bid if direction > 0 else 0
        for number in range(count):
            price += bits.signed(4) if number == 0 else direction * (bits.adaptive(states, "gap") + 1)
            levels.append((price, bits.adaptive(states, "size")))
        if direction < 0 and levels:
            best_bid = levels[0][0]
        sides.append(levels)
    return "book", tuple(sides)


def verify(path):
    """Decodes golden frames; raises where anything differs from what the file says."""
    with open(path, encoding="utf-8") as file:
        golden = json.load(file)
    decoder = Decoder()
    for number, step in enumerate(golden["steps"]):
        if "members" in step:
            decoder.set_members(step["tier"], step["members"])
            continue
        for name, subject, content in decoder.decode(bytes.fromhex(step["frame"])):
            got = {"event": name}
            if name in ("tick", "snapshot"):
                got["changes"] = [[index, list(change) if change else None] for index, change in content]
                got["states"] = {str(index): subject.states[index].values() for index, _ in content}
                got["timeMs"] = subject.time_ms
            else:
                got["content"] = [subject if name != "check" else None, content]
            expected = step["expect"]
            if json.loads(json.dumps(got)) != expected:
                raise SystemExit(f"step {number}: {got}\nexpected {expected}")
    print(f"{len(golden['steps'])} steps agree")


if __name__ == "__main__":
    verify(sys.argv[1])

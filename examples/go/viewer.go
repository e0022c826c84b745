// State of a ticklane.v1.json connection. Written from lib/protocol/SPEC.md, whose rule ids it cites.
package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"sort"
	"strconv"
)

// Message has the fields of every message this client reads; [C7] what it does not know is ignored.
type Message struct {
	Type         string            `json:"type"`
	Epoch        string            `json:"epoch"`
	Subscription int               `json:"subscription"`
	Channel      string            `json:"channel"`
	Rate         float64           `json:"rate"`
	Sequence     int64             `json:"sequence"`
	Instruments  []Instrument      `json:"instruments"`
	Symbols      []string          `json:"symbols"`
	Quotes       []json.RawMessage `json:"quotes"`
	Check        *Check            `json:"check"`
	Code         json.RawMessage   `json:"code"`
	Text         string            `json:"message"`
	Reason       string            `json:"reason"`
	RetryInMs    *float64          `json:"retryInMs"`
}

type Instrument struct {
	Symbol   string `json:"symbol"`
	TickSize string `json:"tickSize"`
	LotSize  string `json:"lotSize"`
	Index    int    `json:"index"`
}

type Check struct {
	Rate     float64 `json:"rate"`
	Sequence int64   `json:"sequence"`
	Hash     string  `json:"hash"`
}

var prices = []string{"last", "bid", "ask"}
var sizes = []string{"bidSize", "askSize"}
var dayPrices = []string{"dayOpen", "dayHigh", "dayLow"}
var statuses = map[string]uint32{"pending": 0, "live": 1, "delayed": 2, "stale": 3, "halted": 4, "closed": 5}

// Quote is one instrument in one stream. Fields are texts as the server sends them, absent where nothing is known.
type Quote struct {
	Instrument  Instrument
	Fields      map[string]string
	Status      string
	TotalTrades int64
	TotalVolume *big.Rat
	DayVolume   *big.Rat
}

func newQuote(instrument Instrument) *Quote {
	return &Quote{Instrument: instrument, Fields: map[string]string{}, Status: "pending", TotalVolume: new(big.Rat), DayVolume: new(big.Rat)}
}

// take applies a quote of a snapshot, which forgets what was there, or of a tick, where absent is unchanged and null is none [M5].
func (quote *Quote) take(fields map[string]any, snapshot bool) {
	if snapshot {
		quote.Fields = map[string]string{}
	}
	for _, names := range [][]string{prices, sizes, dayPrices} {
		for _, name := range names {
			if value, present := fields[name]; present {
				if text, isText := value.(string); isText {
					quote.Fields[name] = text
				} else {
					delete(quote.Fields, name)
				}
			}
		}
	}
	if status, present := fields["status"].(string); present {
		quote.Status = status
	}
	if snapshot {
		quote.TotalTrades = whole(fields["totalTrades"])
		quote.TotalVolume = decimal(fields["totalVolume"])
	} else {
		quote.TotalTrades += whole(fields["trades"])
		quote.TotalVolume = new(big.Rat).Add(quote.TotalVolume, decimal(fields["volume"]))
	}
	if _, present := fields["dayVolume"]; present {
		quote.DayVolume = decimal(fields["dayVolume"])
	}
}

// hash is that of [H2], worked out as [H4] says.
func (quote *Quote) hash() uint32 {
	tick, lot := rat(quote.Instrument.TickSize), rat(quote.Instrument.LotSize)
	var values []*big.Int
	add := func(names []string, step *big.Rat) {
		for _, name := range names {
			if text, known := quote.Fields[name]; known {
				values = append(values, steps(rat(text), step))
			} else {
				values = append(values, new(big.Int))
			}
		}
	}
	add(prices, tick)
	add(sizes, lot)
	add(dayPrices, tick)
	volume := steps(quote.TotalVolume, lot)
	dayBase := new(big.Int).Sub(volume, steps(quote.DayVolume, lot))
	values = append(values, big.NewInt(quote.TotalTrades))
	for _, wide := range []*big.Int{volume, dayBase} {
		high, low := new(big.Int).DivMod(wide, new(big.Int).Lsh(big.NewInt(1), 52), new(big.Int))
		values = append(values, high, low)
	}
	hash := uint32(hashSeed)
	for _, value := range values {
		bits := value.Int64()
		hash = mix(mix(hash, uint32(bits)), uint32(bits>>32))
	}
	return mix(hash, statuses[quote.Status])
}

const hashSeed = 0x811c9dc5

// mix is [H1].
func mix(hash, word uint32) uint32 {
	product := (hash ^ word) * 0x9e3779b1
	return product ^ (product >> 15)
}

// Stream is all quotes of one rate [R2].
type Stream struct {
	Sequence int64
	Started  bool
	Lost     bool
	Quotes   map[string]*Quote
}

type subscription struct {
	rate    float64
	symbols []string
}

// Viewer keeps the state of one connection. Feed it every message with Receive; send what Ack says about once a second.
type Viewer struct {
	Streams       map[float64]*Stream
	Errors        []string
	ChecksPassed  int
	ChecksFailed  int
	instruments   map[string]Instrument
	subscriptions map[int]subscription
	mismatched    map[float64]bool
}

func NewViewer() *Viewer {
	return &Viewer{
		Streams:       map[float64]*Stream{},
		Errors:        []string{},
		instruments:   map[string]Instrument{},
		subscriptions: map[int]subscription{},
		mismatched:    map[float64]bool{},
	}
}

// Receive returns the quotes that the message changed.
func (viewer *Viewer) Receive(message Message) ([]*Quote, error) {
	switch message.Type {
	case "subscribed":
		viewer.subscribed(message)
	case "snapshot", "tick":
		return viewer.quotes(message)
	case "status":
		if message.Check != nil {
			viewer.check(*message.Check)
		}
	case "error":
		viewer.Errors = append(viewer.Errors, message.Text)
	}
	return nil, nil
}

// Ack is [B1].
func (viewer *Viewer) Ack() map[string]any {
	sequences := map[string]int64{}
	for rate, stream := range viewer.Streams {
		if stream.Started {
			sequences[strconv.FormatFloat(rate, 'g', -1, 64)] = stream.Sequence
		}
	}
	message := map[string]any{"type": "ack", "sequences": sequences}
	if len(viewer.mismatched) > 0 {
		rates := []float64{}
		for rate := range viewer.mismatched {
			rates = append(rates, rate)
		}
		message["mismatched"] = rates
		viewer.mismatched = map[float64]bool{}
	}
	return message
}

func (viewer *Viewer) subscribed(message Message) {
	for _, instrument := range message.Instruments {
		viewer.instruments[instrument.Symbol] = instrument
		// [I2] Texts need no multiplying: only what is worked out from the steps changes.
		for _, stream := range viewer.Streams {
			if quote := stream.Quotes[instrument.Symbol]; quote != nil {
				quote.Instrument = instrument
			}
		}
	}
	if message.Channel != "quotes" {
		return
	}
	delete(viewer.subscriptions, message.Subscription)
	if len(message.Symbols) > 0 {
		viewer.subscriptions[message.Subscription] = subscription{message.Rate, message.Symbols}
	}
	rates := map[float64]bool{message.Rate: true}
	for rate := range viewer.Streams {
		rates[rate] = true
	}
	for rate := range rates {
		viewer.setMembers(rate)
	}
}

func (viewer *Viewer) setMembers(rate float64) {
	before := viewer.Streams[rate]
	if before == nil {
		before = &Stream{Quotes: map[string]*Quote{}}
	}
	quotes := map[string]*Quote{}
	for _, subscription := range viewer.subscriptions {
		if subscription.rate != rate {
			continue
		}
		for _, symbol := range subscription.symbols {
			if quotes[symbol] = before.Quotes[symbol]; quotes[symbol] == nil {
				quotes[symbol] = newQuote(viewer.instruments[symbol])
			}
		}
	}
	if len(quotes) == 0 {
		delete(viewer.Streams, rate)
		return
	}
	before.Quotes = quotes
	viewer.Streams[rate] = before
}

func (viewer *Viewer) quotes(message Message) ([]*Quote, error) {
	stream := viewer.Streams[message.Rate]
	if stream == nil {
		return nil, nil
	}
	snapshot := message.Type == "snapshot"
	if !snapshot && (stream.Lost || !stream.Started || message.Sequence != stream.Sequence+1) { // [R3]
		if !stream.Lost {
			viewer.lose(message.Rate, stream)
		}
		return nil, nil
	}
	stream.Sequence, stream.Started, stream.Lost = message.Sequence, true, false
	changed := []*Quote{}
	for _, raw := range message.Quotes {
		fields := map[string]any{}
		if err := json.Unmarshal(raw, &fields); err != nil {
			return nil, err
		}
		symbol, _ := fields["symbol"].(string)
		if quote := stream.Quotes[symbol]; quote != nil {
			quote.take(fields, snapshot)
			changed = append(changed, quote)
		}
	}
	return changed, nil
}

// check is [H3].
func (viewer *Viewer) check(check Check) {
	stream := viewer.Streams[check.Rate]
	if stream == nil {
		return
	}
	members := []*Quote{}
	for _, quote := range stream.Quotes {
		members = append(members, quote)
	}
	sort.Slice(members, func(a, b int) bool { return members[a].Instrument.Index < members[b].Instrument.Index })
	hash := uint32(hashSeed)
	for _, quote := range members {
		hash = mix(hash, quote.hash())
	}
	if stream.Sequence == check.Sequence && fmt.Sprintf("%08x", hash) == check.Hash {
		viewer.ChecksPassed++
		return
	}
	viewer.ChecksFailed++
	viewer.lose(check.Rate, stream)
}

// lose is [H5]: ticks are ignored until a snapshot comes.
func (viewer *Viewer) lose(rate float64, stream *Stream) {
	stream.Lost = true
	viewer.mismatched[rate] = true
}

func steps(value, step *big.Rat) *big.Int {
	quotient := new(big.Rat).Quo(value, step)
	return new(big.Int).Div(quotient.Num(), quotient.Denom())
}

func rat(text string) *big.Rat {
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return value
}

func decimal(value any) *big.Rat {
	text, _ := value.(string)
	return rat(text)
}

func whole(value any) int64 {
	number, _ := value.(float64)
	return int64(number)
}

// Text is exact: volumes are multiples of the lot size, so that its decimals are enough.
func text(value *big.Rat, step string) string {
	decimals := 0
	for index, character := range step {
		if character == '.' {
			decimals = len(step) - index - 1
		}
	}
	written := value.FloatString(decimals)
	if decimals == 0 {
		return written
	}
	for written[len(written)-1] == '0' {
		written = written[:len(written)-1]
	}
	if written[len(written)-1] == '.' {
		written = written[:len(written)-1]
	}
	return written
}

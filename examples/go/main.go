// Watches quotes and prints them as they change; comes back by itself when its connection is lost.
//
//	go run . ws://127.0.0.1:3000/stream SIM:AAPL,SIM:BTC-USD -rate 4 -seconds 10
//
// The last line is one JSON object: what it knows at the end.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

var final = map[int]bool{1002: true, 1003: true, 1007: true, 1008: true, 1009: true, 4401: true} // [E1]

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: watch <ws://host/stream> <SYMBOL,SYMBOL> [-rate HZ] [-seconds N]")
		os.Exit(2)
	}
	options := flag.NewFlagSet("watch", flag.ExitOnError)
	rate := options.Float64("rate", 4, "updates per second")
	seconds := options.Float64("seconds", 0, "stop after so long; 0: never")
	_ = options.Parse(os.Args[3:])
	end := make(chan os.Signal, 1)
	signal.Notify(end, os.Interrupt)
	if *seconds > 0 {
		time.AfterFunc(time.Duration(*seconds*float64(time.Second)), func() { end <- os.Interrupt })
	}
	symbols := strings.Split(os.Args[2], ",")
	for attempt := 0; ; attempt++ {
		viewer := NewViewer()
		retryIn, err := watch(os.Args[1], symbols, *rate, viewer, end)
		if err == nil {
			return
		}
		fmt.Fprintln(os.Stderr, err)
		var closed *websocket.CloseError
		if errors.As(err, &closed) && final[closed.Code] {
			os.Exit(1)
		}
		if len(viewer.Streams) > 0 {
			attempt = 0
		}
		// [C8]
		pause := rand.Float64() * math.Min(20_000, 500*math.Pow(2, float64(attempt)))
		if retryIn != nil {
			pause = *retryIn
		}
		select {
		case <-time.After(time.Duration(pause) * time.Millisecond):
		case <-end:
			os.Exit(1)
		}
	}
}

// watch returns nil when it was told to end, and how long to wait where the server said so.
func watch(url string, symbols []string, rate float64, viewer *Viewer, end <-chan os.Signal) (*float64, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"ticklane.v1.json"}, HandshakeTimeout: 10 * time.Second}
	socket, _, err := dialer.Dial(url, nil)
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	messages := make(chan Message)
	failed := make(chan error, 1)
	done := make(chan struct{})
	defer close(done)
	go read(socket, messages, failed, done)
	if err := socket.WriteJSON(map[string]any{"type": "subscribe", "symbols": symbols, "rate": rate}); err != nil {
		return nil, err
	}
	acks := time.NewTicker(time.Second)
	defer acks.Stop()
	var retryIn *float64
	for {
		select {
		case message := <-messages:
			if message.Type == "bye" {
				retryIn = message.RetryInMs
			}
			changed, err := viewer.Receive(message)
			if err != nil {
				return retryIn, err
			}
			for _, quote := range changed {
				fmt.Printf("%-24s %s bid %s ask %s\n", quote.Instrument.Symbol, quote.Fields["last"], quote.Fields["bid"], quote.Fields["ask"])
			}
		case <-acks.C:
			if err := socket.WriteJSON(viewer.Ack()); err != nil {
				return retryIn, err
			}
		case err := <-failed:
			return retryIn, err
		case <-end:
			summarize(viewer)
			return nil, nil
		}
	}
}

func read(socket *websocket.Conn, messages chan<- Message, failed chan<- error, done <-chan struct{}) {
	for {
		var message Message
		if err := socket.ReadJSON(&message); err != nil {
			failed <- err
			return
		}
		select {
		case messages <- message:
		case <-done:
			return
		}
	}
}

func summarize(viewer *Viewer) {
	quotes := map[string]any{}
	for _, stream := range viewer.Streams {
		for symbol, quote := range stream.Quotes {
			one := map[string]any{"totalTrades": quote.TotalTrades, "totalVolume": text(quote.TotalVolume, quote.Instrument.LotSize)}
			for _, name := range prices {
				if value, known := quote.Fields[name]; known {
					one[name] = value
				} else {
					one[name] = nil
				}
			}
			quotes[symbol] = one
		}
	}
	summary := map[string]any{"checksPassed": viewer.ChecksPassed, "checksFailed": viewer.ChecksFailed, "errors": viewer.Errors, "quotes": quotes}
	_ = json.NewEncoder(os.Stdout).Encode(summary)
}

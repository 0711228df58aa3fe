package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// plain sends with the library used the ordinary way: loop over the chats, Send;
// when told to wait, wait and send again. Several goroutines take from one queue.
func plain(goroutines int) func(context.Context, *chatServer, int) (time.Duration, error) {
	return func(ctx context.Context, t *chatServer, each int) (time.Duration, error) {
		api, err := tgbotapi.NewBotAPIWithAPIEndpoint(t.Token(), t.url+"/bot%s/%s")
		if err != nil {
			return 0, err
		}
		queue := make(chan tgbotapi.MessageConfig)
		errs := make([]error, goroutines)
		var workers sync.WaitGroup
		start := time.Now()
		for i := range goroutines {
			workers.Go(func() {
				for m := range queue {
					if errs[i] == nil {
						errs[i] = sendPlain(ctx, api, m)
					}
				}
			})
		}
		for i := range each {
			for _, chat := range t.groups {
				m := tgbotapi.NewMessage(int64(chat), text(i))
				m.Entities = []tgbotapi.MessageEntity{} // for nil v5 sends null, which the sandbox refuses
				queue <- m
			}
		}
		close(queue)
		workers.Wait()
		return time.Since(start), errors.Join(errs...)
	}
}

func sendPlain(ctx context.Context, api *tgbotapi.BotAPI, m tgbotapi.MessageConfig) error {
	for ctx.Err() == nil {
		_, err := api.Send(m)
		told, ok := errors.AsType[*tgbotapi.Error](err)
		switch {
		case err == nil:
			return nil
		case !ok || told.RetryAfter == 0:
			return fmt.Errorf("send to %d: %w", m.ChatID, err)
		}
		pause(ctx, time.Duration(told.RetryAfter)*time.Second)
	}
	return ctx.Err()
}

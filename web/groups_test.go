package web

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"loa"
)

func TestGroupsMetrics(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	var broken error
	next := time.Date(2024, 3, 13, 6, 30, 0, 0, time.UTC)
	NewMetrics(registry).WatchGroups(Groups{
		Count: func(context.Context) (map[loa.GroupState]int, error) {
			return map[loa.GroupState]int{loa.GroupActive: 87}, broken
		},
		DeadLetters: func(context.Context) (int, error) { return 2, nil },
		Next:        func(context.Context) (time.Time, error) { return next, nil },
	})
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, metric := range f.GetMetric() {
			name := f.GetName()
			for _, l := range metric.GetLabel() {
				name += " " + l.GetValue()
			}
			if strings.HasPrefix(name, "loa_groups") || strings.HasPrefix(name, "loa_dead") || strings.HasPrefix(name, "loa_next") {
				got[name] = metric.GetGauge().GetValue()
			}
		}
	}
	want := map[string]float64{"loa_dead_letters": 2, "loa_groups active": 87, "loa_groups closed": 0, "loa_groups waiting": 0, "loa_next_event_timestamp_seconds": float64(next.Unix())}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	next = time.Time{}
	if families, err = registry.Gather(); err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if v := f.GetMetric()[0].GetGauge().GetValue(); f.GetName() == "loa_next_event_timestamp_seconds" && v != 0 {
			t.Errorf("nothing is in sight, yet %v", v)
		}
	}
	broken = errors.New("no database")
	if _, err := registry.Gather(); err == nil || !strings.Contains(err.Error(), "no database") {
		t.Errorf("a number that cannot be read: %v", err)
	}
}

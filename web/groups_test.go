package web

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"loa"
)

func TestGroupsMetrics(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	var broken error
	NewMetrics(registry).WatchGroups(Groups{
		Count: func(context.Context) (map[loa.GroupState]int, error) {
			return map[loa.GroupState]int{loa.GroupActive: 87}, broken
		},
		DeadLetters: func(context.Context) (int, error) { return 2, nil },
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
			if strings.HasPrefix(name, "loa_groups") || strings.HasPrefix(name, "loa_dead") {
				got[name] = metric.GetGauge().GetValue()
			}
		}
	}
	want := map[string]float64{"loa_dead_letters": 2, "loa_groups active": 87, "loa_groups closed": 0, "loa_groups waiting": 0}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	broken = errors.New("no database")
	if _, err := registry.Gather(); err == nil || !strings.Contains(err.Error(), "no database") {
		t.Errorf("a number that cannot be read: %v", err)
	}
}

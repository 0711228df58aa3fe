package web

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"loa"
)

// Groups is what is asked of the stored state at each scrape, beside the outbox.
type Groups struct {
	Count       func(context.Context) (map[loa.GroupState]int, error)
	DeadLetters func(context.Context) (int, error)       // updates put aside and not yet forgotten
	Next        func(context.Context) (time.Time, error) // when something goes out next; zero: nothing is in sight
}

// WatchGroups adds the numbers of groups and of what was put aside. Like the
// outbox's, they are read when they are asked for.
func (m *Metrics) WatchGroups(g Groups) { m.registry.MustRegister(newGroupsCollector(g)) }

type groupsCollector struct {
	from        Groups
	groups      *prometheus.Desc
	deadLetters *prometheus.Desc
	next        *prometheus.Desc
}

func newGroupsCollector(g Groups) *groupsCollector {
	return &groupsCollector{
		from:        g,
		groups:      prometheus.NewDesc("loa_groups", "Chat groups by state.", []string{"state"}, nil),
		deadLetters: prometheus.NewDesc("loa_dead_letters", "Updates that were put aside and not yet forgotten.", nil, nil),
		next: prometheus.NewDesc("loa_next_event_timestamp_seconds",
			"When the calendar lets something go out next, in Unix time; 0: nothing is in sight.", nil, nil),
	}
}

// Describe is part of prometheus.Collector.
func (c *groupsCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.groups
	ch <- c.deadLetters
	ch <- c.next
}

// Collect is part of prometheus.Collector. A number that cannot be read is
// reported as an error, never as 0.
func (c *groupsCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	if counts, err := c.from.Count(ctx); err != nil {
		ch <- prometheus.NewInvalidMetric(c.groups, err)
	} else {
		for _, state := range []loa.GroupState{loa.GroupActive, loa.GroupWaiting, loa.GroupClosed} {
			ch <- prometheus.MustNewConstMetric(c.groups, prometheus.GaugeValue, float64(counts[state]), string(state))
		}
	}
	if n, err := c.from.DeadLetters(ctx); err != nil {
		ch <- prometheus.NewInvalidMetric(c.deadLetters, err)
	} else {
		ch <- prometheus.MustNewConstMetric(c.deadLetters, prometheus.GaugeValue, float64(n))
	}
	at, err := c.from.Next(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.next, err)
		return
	}
	seconds := 0.0
	if !at.IsZero() {
		seconds = float64(at.Unix())
	}
	ch <- prometheus.MustNewConstMetric(c.next, prometheus.GaugeValue, seconds)
}

package web

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"loa"
)

// scrapeTimeout is what a scrape waits for the database. Prometheus itself gives
// up after 10 s unless told otherwise.
const scrapeTimeout = 5 * time.Second

// Metrics counts what Loa does. No label ever names a chat or a person: their
// number has no bound, and it is nobody's business.
type Metrics struct {
	registry     *prometheus.Registry
	requests     *prometheus.CounterVec
	durations    *prometheus.HistogramVec
	updates      prometheus.Counter
	deadLettered prometheus.Counter
	tick         prometheus.Gauge
	campaign     *prometheus.GaugeVec
}

// NewMetrics registers everything that is counted, and the Go runtime's own
// numbers. It is called once for a registry.
func NewMetrics(reg *prometheus.Registry) *Metrics {
	m := &Metrics{
		registry: reg,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "loa_platform_requests_total", Help: "Requests to chat platforms by method and outcome.",
		}, []string{"method", "outcome"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "loa_platform_request_duration_seconds", Help: "Time from a request to the platform's answer.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}, // long polls take up to a minute
		}, []string{"method"}),
		updates: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "loa_updates_received_total", Help: "Updates received from chat platforms.",
		}),
		deadLettered: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "loa_updates_dead_lettered_total", Help: "Updates put aside because they could not be handled.",
		}),
		tick: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "loa_scheduler_last_tick_timestamp_seconds", Help: "When the scheduler last decided what is due, in Unix time.",
		}),
		campaign: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "loa_campaign_info", Help: "The campaign being carried out; always 1.",
		}, []string{"id", "digest"}),
	}
	reg.MustRegister(m.requests, m.durations, m.updates, m.deadLettered, m.tick, m.campaign,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Observe counts one request to a platform. Method and outcome come from small
// closed sets, such as "sendMessage" and "ok".
func (m *Metrics) Observe(method, outcome string, took time.Duration) {
	m.requests.WithLabelValues(method, outcome).Inc()
	m.durations.WithLabelValues(method).Observe(took.Seconds())
}

// Received counts a batch of updates, and how many of them were put aside as bad.
func (m *Metrics) Received(n, bad int) {
	m.updates.Add(float64(n))
	m.deadLettered.Add(float64(bad))
}

// Ticked notes when the scheduler last decided what is due.
func (m *Metrics) Ticked(at time.Time) { m.tick.Set(float64(at.UnixMilli()) / 1000) }

// Campaign notes which campaign is carried out; the digest tells one state of
// its folder from another.
func (m *Metrics) Campaign(id, digest string) {
	m.campaign.Reset()
	m.campaign.WithLabelValues(id, digest).Set(1)
}

// Counter tells how many deliveries there are in each state.
type Counter func(context.Context) (map[loa.DeliveryState]int, error)

// Age tells how long the oldest pending delivery has been due; 0: none is.
type Age func(context.Context) (time.Duration, error)

// WatchDeliveries adds the outbox's numbers. They are read when they are asked
// for, so that they are true after a restart and for every process on the database.
func (m *Metrics) WatchDeliveries(count Counter, oldest Age) {
	m.registry.MustRegister(newOutboxCollector(count, oldest))
}

type outboxCollector struct {
	count  Counter
	oldest Age

	deliveries *prometheus.Desc
	age        *prometheus.Desc
}

func newOutboxCollector(count Counter, oldest Age) *outboxCollector {
	return &outboxCollector{
		count:      count,
		oldest:     oldest,
		deliveries: prometheus.NewDesc("loa_deliveries", "Deliveries in the outbox by state.", []string{"state"}, nil),
		age: prometheus.NewDesc("loa_delivery_oldest_pending_age_seconds",
			"How long the oldest pending delivery has been due; 0 when none is.", nil, nil),
	}
}

// Describe is part of prometheus.Collector.
func (c *outboxCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.deliveries
	ch <- c.age
}

// Collect is part of prometheus.Collector, which knows no context. A number that
// cannot be read is reported as an error, never as 0.
func (c *outboxCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	if counts, err := c.count(ctx); err != nil {
		ch <- prometheus.NewInvalidMetric(c.deliveries, err)
	} else {
		for _, state := range states() {
			ch <- prometheus.MustNewConstMetric(c.deliveries, prometheus.GaugeValue, float64(counts[state]), string(state))
		}
	}
	age, err := c.oldest(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.age, err)
		return
	}
	ch <- prometheus.MustNewConstMetric(c.age, prometheus.GaugeValue, max(0, age.Seconds()))
}

// states lists every state, so that one that is empty is shown as 0 and an alert
// on it does not wait for its first delivery.
func states() []loa.DeliveryState {
	return []loa.DeliveryState{loa.Pending, loa.Sending, loa.Sent, loa.Uncertain, loa.Failed, loa.Expired, loa.Relayed}
}

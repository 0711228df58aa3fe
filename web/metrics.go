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

// UpdatesReceived counts a batch of updates.
func (m *Metrics) UpdatesReceived(n int) { m.updates.Add(float64(n)) }

// DeadLettered counts an update that was put aside.
func (m *Metrics) DeadLettered() { m.deadLettered.Inc() }

// Ticked notes when the scheduler last decided what is due.
func (m *Metrics) Ticked(at time.Time) { m.tick.Set(float64(at.UnixMilli()) / 1000) }

// Campaign notes which campaign is carried out; the digest tells one state of
// its folder from another.
func (m *Metrics) Campaign(id, digest string) {
	m.campaign.Reset()
	m.campaign.WithLabelValues(id, digest).Set(1)
}

// Outbox is what is asked of the outbox at each scrape.
type Outbox struct {
	Count  func(context.Context) (map[loa.DeliveryState]int, error)
	Oldest func(context.Context) (time.Time, error) // since when the oldest has been due; zero: none is
	Now    func() time.Time
}

// WatchOutbox adds the outbox's numbers. They are read when they are asked for,
// so that they are true after a restart and for every process on the database.
func (m *Metrics) WatchOutbox(o Outbox) { m.registry.MustRegister(newOutboxCollector(o)) }

type outboxCollector struct {
	outbox     Outbox
	deliveries *prometheus.Desc
	age        *prometheus.Desc
}

func newOutboxCollector(o Outbox) *outboxCollector {
	return &outboxCollector{
		outbox:     o,
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
	if counts, err := c.outbox.Count(ctx); err != nil {
		ch <- prometheus.NewInvalidMetric(c.deliveries, err)
	} else {
		for _, state := range states() {
			ch <- prometheus.MustNewConstMetric(c.deliveries, prometheus.GaugeValue, float64(counts[state]), string(state))
		}
	}
	oldest, err := c.outbox.Oldest(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.age, err)
		return
	}
	age := 0.0
	if !oldest.IsZero() {
		age = max(0, c.outbox.Now().Sub(oldest).Seconds())
	}
	ch <- prometheus.MustNewConstMetric(c.age, prometheus.GaugeValue, age)
}

// states lists every state, so that one that is empty is shown as 0 and an alert
// on it does not wait for its first delivery.
func states() []loa.DeliveryState {
	return []loa.DeliveryState{loa.Pending, loa.Sending, loa.Sent, loa.Uncertain, loa.Failed, loa.Expired, loa.Relayed}
}

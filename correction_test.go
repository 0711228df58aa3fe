package loa_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
)

// TestReach: whom a correction reached is decided group by group.
func TestReach(t *testing.T) {
	t.Parallel()
	start := time.Date(2024, 3, 13, 0, 0, 0, 0, time.UTC)
	c := loa.Correction{ID: 7, Item: loa.Item{Broadcast: 3}, Started: start}
	edit, own := loa.Payload{Edit: &loa.Edit{}}, loa.Payload{Notice: &loa.Notice{}}
	with := func(p loa.Payload, state loa.DeliveryState, corrects loa.DeliveryID) loa.Delivery {
		return loa.Delivery{Group: 1, Correction: c.ID, Corrects: corrects, Payload: p, State: state, Created: start}
	}
	copied := func(state loa.DeliveryState) loa.Delivery {
		return loa.Delivery{ID: 1, Group: 1, Broadcast: 3, Payload: own, State: state, Created: start.Add(-time.Hour)}
	}
	mended := func(state loa.DeliveryState) loa.Delivery {
		d := copied(state)
		d.Correction = c.ID
		return d
	}
	later := copied(loa.Sent)
	later.Created = start.Add(time.Second)
	call := loa.Reach{Total: 1, Call: []loa.GroupID{1}}
	waiting, reached := loa.Reach{Total: 1, Waiting: 1}, loa.Reach{Total: 1, Reached: 1}
	for _, tt := range []struct {
		name string
		all  []loa.Delivery
		want loa.Reach
	}{
		{"edited", []loa.Delivery{copied(loa.Sent), with(edit, loa.Sent, 1)}, reached},
		{"being edited", []loa.Delivery{copied(loa.Sent), with(edit, loa.Sending, 1)}, waiting},
		{"refused, and nothing follows", []loa.Delivery{copied(loa.Sent), with(edit, loa.Failed, 1)}, call},
		{"refused, then a message of its own", []loa.Delivery{copied(loa.Sent), with(edit, loa.Failed, 1), with(own, loa.Sent, 1)}, reached},
		{"its own message waits", []loa.Delivery{copied(loa.Sent), with(edit, loa.Failed, 1), with(own, loa.Pending, 1)}, waiting},
		{"its own message may not be there", []loa.Delivery{copied(loa.Sent), with(own, loa.Uncertain, 1)}, call},
		{"its own message, the second time", []loa.Delivery{copied(loa.Sent), with(own, loa.Failed, 1), with(own, loa.Sent, 1)}, reached},
		{"deleted at the second try", []loa.Delivery{copied(loa.Sent), with(edit, loa.Failed, 1), with(edit, loa.Sent, 1)}, reached},
		{"one of two parts", []loa.Delivery{copied(loa.Sent), with(edit, loa.Sent, 1), with(edit, loa.Expired, 2)}, call},
		{"nothing could be done", []loa.Delivery{copied(loa.Sent)}, call},
		{"uncertain", []loa.Delivery{copied(loa.Uncertain)}, call},
		{"on its way with the error", []loa.Delivery{copied(loa.Sending)}, waiting},
		{"never arrived", []loa.Delivery{copied(loa.Failed), copied(loa.Expired)}, loa.Reach{}},
		{"sent after the correction", []loa.Delivery{later}, loa.Reach{}},
		{"mended while it waited", []loa.Delivery{mended(loa.Pending)}, waiting},
		{"mended while it waited, and sent", []loa.Delivery{mended(loa.Sent)}, reached},
		{"mended while it waited, and not sent", []loa.Delivery{mended(loa.Failed)}, loa.Reach{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, c.Reach(tt.all)); diff != "" {
				t.Errorf("reach (-want +got)\n%s", diff)
			}
		})
	}
}

package campaign_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loa"
	"loa/storage/storagetest"
)

// illustrated is the plan with a picture on the post of 13 March and the text given.
func illustrated(t *testing.T, text string) (*loa.Campaign, fstest.MapFS) {
	c := plan(t)
	p, ok := c.Post("p-13")
	if !ok {
		t.Fatal("no post")
	}
	p.Text, p.MediaPath = loa.Plain(text), "a.png"
	p.Media = &loa.Media{Kind: loa.Photo, Name: "a.png", Digest: "d1"}
	return c, fstest.MapFS{"a.png": {Data: []byte("png")}}
}

// TestPostForms: what does not fit one message goes out in several, and counts once.
func TestPostForms(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Một đoạn văn dài. ", 300) // 5,400 units
	for _, c := range []struct {
		name  string
		text  string
		photo bool
		want  []int // UTF-16 lengths of the messages' texts; the first carries the photo
	}{
		{"text in one", "ngắn", false, []int{len("p-13\n\n") + 4}},
		{"caption in one", "ngắn", true, []int{len("p-13\n\n") + 4}},
		{"caption too long", strings.Repeat("a", 1024), true, []int{4, 6 + 1024}},
		{"text too long", long, false, []int{4084, 1334}},
		{"both too long", long, true, []int{4, 4084, 1334}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := fstest.MapFS{}
			campaign, pictures := illustrated(t, c.text)
			if c.photo {
				folder = pictures
			} else if p, ok := campaign.Post("p-13"); ok {
				p.Media = nil
			}
			r := newRig(t, storagetest.Open(t), campaign, folder)
			r.bind("-1", "cell")
			r.tick(r.now.Add(30 * time.Minute))
			var got []int
			posts := 0
			for i, d := range r.take(r.now) {
				n := d.Payload.Notice
				got = append(got, n.Text.Len())
				if n.Text.Len() > 4096 || n.Media != nil && n.Text.Len() > 1024 {
					t.Errorf("message %d has %d units", i, n.Text.Len())
				}
				if (n.Media != nil) != (c.photo && i == 0) {
					t.Errorf("message %d: photo %t", i, n.Media != nil)
				}
				if d.Post != "" {
					posts++
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) || posts != 1 {
				t.Errorf("messages of %v units, %d counted as the post; want %v and 1", got, posts, c.want)
			}
		})
	}
}

// TestQuestion: a question follows its post where it may be asked, and not elsewhere.
func TestQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*loa.Campaign, *loa.Question)
		kind   loa.GroupKind
		late   time.Duration
		asked  bool
	}{
		{"asked", nil, "cell", 0, true},
		{"of a strand the group does not receive", func(_ *loa.Campaign, q *loa.Question) { q.Strand = "M6" }, "household", 0, false},
		{"of a grade that sources contradict", func(_ *loa.Campaign, q *loa.Question) { q.Grade = loa.GradeC }, "cell", 0, false},
		{"closing at once", func(c *loa.Campaign, _ *loa.Question) { c.Closes = 6*60 + 35 }, "cell", 0, false},
		{"too late for the post", nil, "cell", 4 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan := plan(t)
			plan.Closes = 20 * 60
			plan.Questions = []loa.Question{{
				ID: "q", Text: "?", Options: []string{"a", "b"}, Answer: 1, Strand: "M1", Grade: loa.GradeA, Sources: []loa.Source{{ID: "H01"}},
			}}
			p, _ := plan.Post("p-13")
			p.Question = "q"
			if c.change != nil {
				c.change(plan, &plan.Questions[0])
			}
			r := newRig(t, storagetest.Open(t), plan, nil)
			r.bind("-1", c.kind)
			at := r.now.Add(30*time.Minute + c.late)
			r.tick(at)
			var asked *loa.Choice
			for _, d := range r.take(at) {
				if d.Payload.Choice != nil {
					asked = d.Payload.Choice
				}
			}
			if (asked != nil) != c.asked {
				t.Fatalf("asked %t, want %t", asked != nil, c.asked)
			}
			if asked != nil && (!asked.Anonymous || asked.Options[asked.Answer] != "b" || asked.ClosesAt.UTC().Hour() != 13) {
				t.Errorf("asked %+v, want an anonymous quiz until 20:00 (13:00 UTC) with answer b", asked)
			}
		})
	}
}

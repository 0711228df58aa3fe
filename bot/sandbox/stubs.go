package sandbox

import ("encoding/json";"net/http";"time")

type Limits struct{}
func (l Limits) orDocumented() Limits { return l }
type windows struct{ bot []time.Time; group, chat map[ChatID][]time.Time }
type schema struct{}
func readSchema(string) (*schema, error) { return nil, nil }
type method struct{}
func methods() map[string]method { return nil }
type update struct { id int64; kind string; body json.RawMessage; at time.Time }
func (s *Sandbox) wants(string) bool { return true }
type Fault struct{}
func (s *Sandbox) Fail(f Fault) {}
func (s *Sandbox) Vote(who PersonID, in ChatID, id MessageID, options ...int) error { return nil }
func (s *Sandbox) RestartUpdateIDs(next int64) {}
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {}
type poll struct{}
func (p *poll) seen() *Poll { return nil }
type wirePoll struct{}
func (p *poll) wire() *wirePoll { return nil }
func (s *Sandbox) closePolls() {}
type file struct{ name string; data []byte }
func (f *file) sizes() []wirePhoto { return nil }
func (f *file) document() *wireDocument { return nil }
func (s *Sandbox) store(name string, data []byte, photo bool) (*file, error) { return nil, nil }
func detect(text string, e []Entity) []Entity { return nil }

package content

import (
	"io/fs"
	"slices"
	"strings"

	"loa"
)

// The files of a campaign folder.
const (
	campaignFile   = "campaign.yaml"
	sourcesFile    = "sources.yaml"
	activitiesFile = "activities.yaml"
	meetingsFile   = "meetings.yaml"
	outlineFile    = "outline.md"
	figuresFile    = "figures.yaml"
	postsDir       = "posts"
	quizzesDir     = "quizzes"
	contestsDir    = "contests"
)

// Read reads and checks a campaign folder. The campaign is nil when something is
// wrong with it; warnings alone leave it usable. Mistakes come by file and line.
//
// A folder of the operator's own is best opened with os.OpenRoot, so that no
// symbolic link in it leads to files outside.
func Read(fsys fs.FS) (*loa.Campaign, []Mistake) {
	r := &reader{asked: map[string]pos{}}
	r.folder = folder{fsys: fsys, ms: &r.mistakes, read: map[string][]byte{}}
	r.readCampaign()
	r.readSources()
	r.readFigures() // before the texts, which are held against it
	r.readQuizzes() // before the posts, which refer to questions
	r.readContests()
	r.readPosts()
	r.readActivities()
	r.readOutline()
	r.readMeetings() // after the outline, whose sections they hand out
	r.strays()
	if r.fatal() {
		return nil, r.sorted()
	}
	r.c.Digest = r.digest()
	return &r.c, r.sorted()
}

// reader holds what the parts of the reading share.
type reader struct {
	mistakes
	folder
	c       loa.Campaign
	strands index
	kinds   index
	units   index
	sources map[string]loa.Source
	figures []figure
	cadence []loa.Clock // the times of day at which posts without their own go out
	links   []scalar    // the activities that tasks name
	// The titles and strands by which sections of the outline can be handed out.
	sections index
	// Ids are unique over all files of their sort.
	sourceIDs, postIDs, quizIDs, questionIDs, activityIDs, meetingIDs, contestIDs index
	asked                                                                         map[string]pos // questions that posts ask, and where first
}

// index holds where ids are declared, in order. A nil index is unknown, because
// its file could not be read: nothing is checked against it.
type index struct {
	at    map[string]pos
	order []string
}

func newIndex() index { return index{at: map[string]pos{}} }

// declare notes an id and reports whether it is new.
func (r *reader) declare(in *index, id scalar) bool {
	if !id.ok {
		return false
	}
	if in.at == nil {
		*in = newIndex()
	}
	if first, again := in.at[id.text]; again {
		r.add(id.at, "duplicate_id", data{"ID": id.text, "First": first})
		return false
	}
	in.at[id.text] = id.at
	in.order = append(in.order, id.text)
	return true
}

// refer checks that an id is declared; kind is the mistake if it is not.
func (r *reader) refer(in index, kind string, id scalar) bool {
	if !id.ok || in.at == nil {
		return false
	}
	if _, ok := in.at[id.text]; !ok {
		r.add(id.at, kind, data{"ID": id.text, "Known": listed(in.order)})
		return false
	}
	return true
}

// distinct returns the items of an optional list, and reports those that are in it twice.
func (r *reader) distinct(o object, key string) []scalar {
	seen := map[string]bool{}
	var all []scalar
	for _, s := range o.texts(key) {
		if seen[s.text] {
			r.add(s.at, "item_twice", data{"Key": key, "Value": s.text})
			continue
		}
		seen[s.text] = true
		all = append(all, s)
	}
	return all
}

// elements reads which elements of the plan something carries out.
func (r *reader) elements(o object) []string {
	var codes []string
	for _, s := range r.distinct(o, "elements") {
		if r.codeID(s) {
			codes = append(codes, s.text)
		}
	}
	return codes
}

func plain(scalars []scalar) []string {
	var all []string
	for _, s := range scalars {
		all = append(all, s.text)
	}
	return all
}

// placeholders checks {{…}} in a text that starts on the line.
func (r *reader) placeholders(at pos, src string, allowed ...string) {
	for i, line := range strings.Split(src, "\n") {
		for {
			_, rest, found := strings.Cut(line, "{{")
			if !found {
				break
			}
			name, after, closed := strings.Cut(rest, "}}")
			if !closed {
				name, after = rest, ""
			}
			if !closed || !slices.Contains(allowed, name) {
				r.add(pos{at.file, at.line + i}, "placeholder", data{"Name": name})
			}
			line = after
		}
	}
}

// markdown reads a text that starts on the line, and reports its flaws.
func (r *reader) markdown(at pos, src string) loa.Text {
	m := newMarkdown(src)
	for _, f := range m.flaws() {
		r.add(pos{at.file, at.line + f.line - 1}, f.kind, data{"What": f.what})
	}
	return m.blocks(m.doc, "\n\n").Trim()
}

// readSources reads sources.yaml.
func (r *reader) readSources() {
	src, ok := r.text(sourcesFile)
	if !ok {
		if !r.exists(sourcesFile) { // a folder without sources: none is known
			r.sourceIDs, r.sources = newIndex(), map[string]loa.Source{}
		}
		return
	}
	o, ok := r.parseYAML(sourcesFile, src, 1, "sources")
	if !ok {
		return
	}
	r.sourceIDs, r.sources = newIndex(), map[string]loa.Source{}
	for _, s := range o.objects("sources", "id", "name", "ref") {
		id, name := s.required("id"), s.required("name")
		if r.codeID(id) && r.declare(&r.sourceIDs, id) {
			r.sources[id.text] = loa.Source{ID: id.text, Name: name.text, Ref: s.text("ref").text}
			r.c.Sources = append(r.c.Sources, r.sources[id.text])
		}
	}
	sortByID(r.c.Sources, func(s loa.Source) string { return s.ID })
}

// cite resolves the sources of a post or question.
func (r *reader) cite(o object) []loa.Source {
	var cited []loa.Source
	for _, id := range o.texts("source") {
		if r.refer(r.sourceIDs, "unknown_source", id) {
			cited = append(cited, r.sources[id.text])
		}
	}
	return cited
}

// grade reads the grade of a post or question, and warns when it keeps the thing
// from going out by itself. What has no grade is graded as knowledge without a source.
func (r *reader) grade(o object, sources []loa.Source) loa.Grade {
	s := o.text("grade")
	g := loa.Grade(s.text)
	switch {
	case !s.ok:
		r.warn(o.place("grade"), "no_grade", nil)
		return loa.GradeKT
	case !slices.Contains(loa.Grades(), g):
		r.add(s.at, "unknown_grade", data{"Value": s.text, "Known": listed(loa.Grades())})
		return loa.GradeKT
	case g == loa.GradeC || g == loa.GradeKT:
		r.warn(s.at, "low_grade", data{"Value": s.text})
	case len(sources) == 0 && len(o.texts("source")) == 0:
		r.warn(o.place("source"), "no_source", nil)
	}
	return g
}

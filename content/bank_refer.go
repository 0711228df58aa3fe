package content

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"loa"
)

// bankKnown is what the rows of a bank are held against.
type bankKnown struct {
	strands map[string]loa.StrandID // by folded id and name
	sources map[string]loa.Source   // likewise
	sets    map[string]string       // likewise
	asked   map[string]string       // ids of the campaign's questions by what they ask
	ids     map[string]bool         // of the campaign's questions
	rows    map[string]int          // rows of the bank by what they ask
	idRows  map[string]int          // rows of the bank by id
}

func newBankKnown(c *loa.Campaign) bankKnown {
	k := bankKnown{
		strands: map[string]loa.StrandID{}, sources: map[string]loa.Source{}, sets: map[string]string{}, asked: map[string]string{}, ids: map[string]bool{},
		rows: map[string]int{}, idRows: map[string]int{},
	}
	for _, s := range c.Strands {
		name(k.strands, s.Name, s.ID)
	}
	for _, s := range c.Strands { // an id goes before a name
		k.strands[words(string(s.ID))] = s.ID
	}
	for _, s := range c.Sources {
		k.sources[words(s.ID)] = s
	}
	for _, s := range c.Sets {
		name(k.sets, s.Title, s.ID)
	}
	for _, s := range c.Sets {
		k.sets[words(s.ID)] = s.ID
	}
	for _, q := range c.Questions {
		k.asked[questionKey(q.Text)], k.ids[q.ID] = q.ID, true
	}
	return k
}

// name lets a name stand for an id, unless another has the name already.
func name[T any](names map[string]T, written string, id T) {
	if _, taken := names[words(written)]; !taken && words(written) != "" {
		names[words(written)] = id
	}
}

// setTaken reports whether a set has the id.
func (k bankKnown) setTaken(id string) bool {
	for _, other := range k.sets {
		if other == id {
			return true
		}
	}
	return false
}

// strand reads the strand, by its id or its name.
func (b *bankTable) strand(row tableRow) loa.StrandID {
	written, told := b.cell(row, columnStrand)
	var ids []loa.StrandID
	for _, s := range b.campaign.Strands {
		ids = append(ids, s.ID)
	}
	d := data{"Column": b.headingOf(columnStrand), "Value": shortened(written), "Known": listed(ids)}
	if written == "" {
		if !told {
			b.wrong(row.line, "no_strand", d)
		}
		return ""
	}
	id, ok := b.known.strands[words(written)]
	if !ok {
		b.wrong(row.line, "unknown_strand", d)
	}
	return id
}

// sources reads ids of the campaign's sources, or the name of another source, with
// its address in a column of its own. A name without an address is taken for a slip
// in an id: nobody could look it up.
func (b *bankTable) sources(row tableRow) []loa.Source {
	written, told := b.cell(row, columnSource)
	ref, toldRef := b.cell(row, columnRef)
	d := data{"Column": b.headingOf(columnSource), "Ref": b.headingOf(columnRef), "HasRef": b.has(columnRef), "Value": shortened(written), "Known": b.sourceIDs()}
	if told || toldRef {
		return nil
	}
	cited, unknown := b.cited(written)
	switch {
	case written == "" && ref != "":
		b.wrong(row.line, "ref_alone", d)
	case len(unknown) == 0 && len(cited) > 0 && ref != "" && !slices.ContainsFunc(cited, func(s loa.Source) bool { return s.Ref == ref }):
		b.wrong(row.line, "ref_needless", d)
	case len(unknown) > 0 && len(cited) == 0 && ref != "":
		return []loa.Source{{Name: oneLine(written), Ref: oneLine(ref)}}
	case len(unknown) > 0:
		d["Value"] = listed(unknown)
		b.wrong(row.line, "unknown_source", d)
	}
	return cited
}

func (b *bankTable) has(column bankColumn) bool {
	_, ok := b.columns[column]
	return ok
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// cited splits a cell into the campaign's sources and what is none.
func (b *bankTable) cited(written string) (cited []loa.Source, unknown []string) {
	for _, part := range strings.FieldsFunc(written, func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
		part = strings.TrimSpace(part)
		s, ok := b.known.sources[words(part)]
		switch {
		case part == "":
		case !ok:
			unknown = append(unknown, shortened(part))
		case !slices.Contains(cited, s):
			cited = append(cited, s)
		}
	}
	return cited, unknown
}

func (b *bankTable) sourceIDs() string {
	var ids []string
	for _, s := range b.campaign.Sources {
		ids = append(ids, s.ID)
	}
	return listed(ids)
}

// grade reads the grade. What has none is graded as knowledge without a source.
func (b *bankTable) grade(row tableRow) loa.Grade {
	written, told := b.cell(row, columnGrade)
	g := loa.Grade(strings.ToUpper(written))
	switch {
	case told:
		return ""
	case written == "":
		return loa.GradeKT
	case !slices.Contains(loa.Grades(), g):
		b.wrong(row.line, "unknown_grade", data{"Column": b.headingOf(columnGrade), "Value": shortened(written), "Known": listed(loa.Grades())})
		return ""
	}
	return g
}

// set reads the set, by its id or title. One that the campaign does not have is new.
func (b *bankTable) set(row tableRow) string {
	written, _ := b.cell(row, columnSet)
	if written == "" {
		return ""
	}
	if id, ok := b.known.sets[words(written)]; ok {
		return id
	}
	id := IDFrom(written)
	if id == "" || b.known.setTaken(id) { // two long titles can begin alike

		b.wrong(row.line, "bad_set", data{"Column": b.headingOf(columnSet), "Value": shortened(written), "Most": maxLongID})
		return ""
	}
	b.known.sets[words(written)] = id
	b.bank.Sets = append(b.bank.Sets, loa.QuizSet{ID: id, Title: oneLine(written), Path: b.name})
	b.note(row.line, "new_set", data{"Column": b.headingOf(columnSet), "Set": oneLine(written)})
	return id
}

// id reads the question's id. A question without one gets an id of what it asks, so
// that it is the same one when the table is read again in another order.
func (b *bankTable) id(row tableRow, text string) string {
	written, told := b.cell(row, columnID)
	d := data{"Column": b.headingOf(columnID), "ID": shortened(written), "Most": maxShortID}
	switch {
	case told:
		return ""
	case written == "":
		sum := sha256.Sum256([]byte(questionKey(text)))
		return "nh-" + hex.EncodeToString(sum[:8])
	case !codeID.MatchString(written) || len(written) > maxShortID:
		b.wrong(row.line, "bad_id", d)
		return ""
	case b.known.ids[written]:
		b.wrong(row.line, "id_taken", d)
	case b.known.idRows[written] > 0:
		d["First"] = b.known.idRows[written]
		b.wrong(row.line, "id_twice", d)
	}
	if b.known.idRows[written] == 0 {
		b.known.idRows[written] = row.line
	}
	return written
}

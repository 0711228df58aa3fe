package report

import (
	"errors"
	"fmt"

	"loa"
)

// InviteLine is one card: a member and the link that only this member is given.
type InviteLine struct{ Name, Link string }

// InviteLabels are the words of an invite sheet.
type InviteLabels struct {
	Title string // "Thẻ mời kết nối với Loa – cắt theo nét đứt, trao tận tay từng người"
	HowTo string // on each card: what to do with the code
	Alt   string // what the picture is, for those who do not see it
}

// How the cards stand on a page, in millimetres.
const (
	cardColumns = 2
	cardWidth   = 93
	cardHeight  = 64
	cardCode    = 34
	codePixels  = 8 // of a square of the code: sharp in print
)

// InviteSheet makes sheets of cards to cut out and hand over, eight on a page,
// each with a name and a code to scan.
func InviteSheet(lang loa.Lang, labels InviteLabels, unit string, lines []InviteLine) ([]byte, error) {
	if len(lines) == 0 {
		return nil, errors.New("invite sheet: there is nobody on it")
	}
	cards := Table{Widths: []int{cardWidth, cardWidth}, Lines: LinesDashed}
	for i, line := range lines {
		code, err := QR(line.Link, codePixels)
		if err != nil {
			return nil, fmt.Errorf("invite sheet: %w", err)
		}
		if i%cardColumns == 0 {
			cards.Rows = append(cards.Rows, Row{Height: cardHeight, Cells: make([]Cell, cardColumns)})
		}
		cards.Rows[i/cardColumns].Cells[i%cardColumns] = inviteCard(labels, unit, line, code)
	}
	d := Document{
		Lang: lang, Title: labels.Title, Size: 11, Margins: Margins{18, 12, 12, 12},
		Header: unit + ". " + labels.Title, Blocks: []Block{cards},
	}
	return d.DOCX()
}

func inviteCard(labels InviteLabels, unit string, line InviteLine, code []byte) Cell {
	centred := func(r Run) Paragraph { return Paragraph{Runs: []Run{r}, Align: AlignCentre} }
	return Cell{Middle: true, Paragraphs: []Paragraph{
		centred(Run{Text: line.Name, Bold: true, Size: 14}),
		centred(Run{Text: unit, Size: 10}),
		centred(Run{Image: &Image{PNG: code, Width: cardCode, Height: cardCode, Alt: labels.Alt}}),
		centred(Run{Text: labels.HowTo, Size: 10}),
		centred(Run{Text: line.Link, Italic: true, Size: 9}),
	}}
}

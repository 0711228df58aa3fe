package report

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// pdfWord is letters of one style that stay in one line, or a picture.
type pdfWord struct {
	Run
	width float64
	gap   float64 // of the space before it; 0: it stands close to the word before
}

// pdfLine is a line of words.
type pdfLine struct {
	words  []pdfWord
	align  Align
	indent float64
	height float64
	size   float64 // of its largest letters, in millimetres
	last   bool    // of its paragraph, or before a line end: not stretched
}

func heightOf(lines []pdfLine) float64 {
	sum := 0.0
	for _, l := range lines {
		sum += l.height
	}
	return sum
}

func (l pdfLine) width() float64 {
	sum := l.indent
	for i, w := range l.words {
		sum += w.width
		if i > 0 {
			sum += w.gap
		}
	}
	return sum
}

// printable is text as the font has it: letters and marks put together, and a box for
// what no font of ours can draw.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r > 0xFFFF: // emoji and rare characters
			return '\u25A1'
		case r == '\uFE0F' || r == '\u200D': // they only change what stands before them
			return -1
		}
		return r
	}, norm.NFC.String(clean(s)))
}

// lines breaks a paragraph into lines; an empty one has one.
func (p *pdfPages) lines(b Paragraph, width float64) []pdfLine {
	var all []pdfLine
	line := pdfLine{align: b.Align, indent: float64(b.Indent)}
	flush := func(last bool) {
		line.last = last
		p.measure(&line, b)
		all = append(all, line)
		line = pdfLine{align: b.Align}
	}
	for _, word := range p.words(b.Runs) {
		if word.Text == "\n" {
			flush(true)
			continue
		}
		if len(line.words) > 0 && line.width()+word.gap+word.width > width+0.01 {
			taken := line.takeClose(word)
			if len(line.words) > 0 {
				flush(false)
			}
			line.words = append(line.words, taken...)
		}
		for len(line.words) == 0 && word.Image == nil && line.indent+word.width > width {
			head, tail := p.cut(word, width-line.indent)
			if tail.Text == "" {
				break
			}
			line.words = append(line.words, head)
			flush(false)
			word = tail
		}
		line.words = append(line.words, word)
	}
	flush(true)
	return all
}

// takeClose takes off the words at the end that the next one stands close to, as they
// go to the next line with it; none if that would leave nothing.
func (l *pdfLine) takeClose(next pdfWord) []pdfWord {
	if next.gap > 0 || next.Image != nil {
		return nil
	}
	at := len(l.words) - 1
	for at > 0 && l.words[at].gap == 0 {
		at--
	}
	if at == 0 {
		return nil
	}
	taken := l.words[at:]
	l.words = l.words[:at:at]
	return taken
}

// measure finds the height of a line by its largest letters or pictures.
func (p *pdfPages) measure(line *pdfLine, b Paragraph) {
	size := 0
	if len(line.words) == 0 {
		size = p.doc.Size
		if len(b.Runs) > 0 && b.Runs[0].Size > 0 {
			size = b.Runs[0].Size
		}
	}
	picture := 0.0
	for _, w := range line.words {
		switch {
		case w.Image != nil:
			picture = max(picture, float64(w.Image.Height))
		case w.Size > 0:
			size = max(size, w.Size)
		default:
			size = max(size, p.doc.Size)
		}
	}
	spacing := b.Spacing
	if spacing == 0 {
		spacing = 1
	}
	line.size = float64(size) * point
	line.height = max(line.size*lineHeight*spacing, picture)
}

// words takes the runs apart at spaces and line ends.
func (p *pdfPages) words(runs []Run) []pdfWord {
	var all []pdfWord
	gap := 0.0
	for _, r := range runs {
		if r.Image != nil {
			all = append(all, pdfWord{Run: r, width: float64(r.Image.Width), gap: gap})
			gap = 0
			continue
		}
		p.use(r)
		space := p.GetStringWidth(" ")
		for i, line := range strings.Split(printable(r.Text), "\n") {
			if i > 0 {
				all, gap = append(all, pdfWord{Run: Run{Text: "\n"}}), 0
			}
			for j, text := range strings.Split(line, " ") {
				if j > 0 {
					gap += space
				}
				if text == "" {
					continue
				}
				word := r
				word.Text = text
				all = append(all, pdfWord{Run: word, width: p.GetStringWidth(text), gap: gap})
				gap = 0
			}
		}
	}
	return all
}

// cut takes off as much of a word as fits, one letter at least.
func (p *pdfPages) cut(w pdfWord, width float64) (head, tail pdfWord) {
	p.use(w.Run)
	letters := []rune(w.Text)
	n := len(letters)
	for n > 1 && p.GetStringWidth(string(letters[:n])) > width {
		n--
	}
	head, tail = w, w
	head.Text, tail.Text = string(letters[:n]), string(letters[n:])
	head.width, tail.width, tail.gap = p.GetStringWidth(head.Text), p.GetStringWidth(tail.Text), 0
	return head, tail
}

// use sets the letters of a run.
func (p *pdfPages) use(r Run) {
	size := r.Size
	if size == 0 {
		size = p.doc.Size
	}
	p.SetFont(fontFamily, fontStyle(r), float64(size))
}

func fontStyle(r Run) string {
	style := ""
	if r.Bold {
		style = "B"
	}
	if r.Italic {
		style += "I"
	}
	return style
}

// drawLines draws lines from y on and returns where the next would begin.
func (p *pdfPages) drawLines(lines []pdfLine, left, y, width float64) float64 {
	for _, line := range lines {
		p.drawLine(line, left, y, width)
		y += line.height
	}
	return y
}

func (p *pdfPages) drawLine(line pdfLine, left, y, width float64) {
	free, stretch := width-line.width(), 0.0
	x := left + line.indent
	switch line.align {
	case AlignCentre:
		x += free / 2
	case AlignRight:
		x += free
	case AlignJustify:
		stretch = line.stretch(free)
	}
	base := y + line.height - descent*line.size
	for i, w := range line.words {
		gap := 0.0
		if i > 0 && w.gap > 0 {
			gap = w.gap + stretch
		}
		if w.Image != nil {
			p.drawPicture(*w.Image, x+gap, y+line.height-float64(w.Image.Height))
			x += gap + w.width
			continue
		}
		p.use(w.Run)
		joined := i > 0 && line.words[i-1].Underlined == w.Underlined && line.words[i-1].Marked == w.Marked
		p.decorate(w, x, gap, base, line.size, joined)
		text := w.Text
		if i+1 < len(line.words) && line.words[i+1].gap > 0 {
			text += " " // so that what is copied has its spaces
		}
		p.Text(x+gap, base, text)
		x += gap + w.width
	}
}

// stretch is what each gap takes of the free room of a line that is filled.
func (l pdfLine) stretch(free float64) float64 {
	gaps := 0
	for i, w := range l.words {
		if i > 0 && w.gap > 0 {
			gaps++
		}
	}
	if l.last || gaps == 0 || free <= 0 {
		return 0
	}
	return free / float64(gaps)
}

// decorate draws the mark under a word and its underline, through the gap before it if
// the word before has them, too.
func (p *pdfPages) decorate(w pdfWord, x, gap, base, size float64, joined bool) {
	from, width := x+gap, w.width
	if joined {
		from, width = x, gap+w.width
	}
	if w.Marked {
		p.SetFillColor(255, 242, 160)
		p.Rect(from, base-0.85*size, width, 1.1*size, "F")
	}
	if w.Underlined {
		p.SetLineWidth(0.05 * size)
		p.Line(from, base+0.13*size, from+width, base+0.13*size)
	}
}

package report

import (
	"fmt"
	"iter"
	"slices"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"loa"
)

// Workbook is tables to count on with: real numbers and dates, totals and rates by
// formula, charts that follow the numbers.
type Workbook struct {
	Lang         loa.Lang
	Title        string // of the file
	Organisation string // under the title of each sheet
	Sheets       []WorkbookSheet
}

// WorkbookSheet is one sheet.
type WorkbookSheet struct {
	Name  string // at most 31 letters, none of : \ / ? * [ ]
	Table DataTable
	// Chart, if there is one, shows columns of this table, whatever its own is.
	Chart *Chart
}

// XLSX writes the workbook. Rows go through one by one, so that a log of a year takes
// little memory.
func (w Workbook) XLSX() ([]byte, error) {
	file := excelize.NewFile().SetZipWriter(fastZip)
	b := newBook(file)
	for i, s := range w.Sheets {
		if i == 0 {
			b.do(file.SetSheetName("Sheet1", s.Name))
		} else {
			_, err := file.NewSheet(s.Name)
			b.do(err)
		}
		if b.err == nil {
			b.do(w.write(b, s))
		}
	}
	b.do(file.SetDocProps(&excelize.DocProperties{Title: clean(w.Title), Creator: "Loa", Language: string(w.Lang)}))
	var raw []byte
	if b.err == nil {
		raw = b.bytes()
	}
	b.do(file.Close())
	if b.err != nil {
		return nil, fmt.Errorf("write workbook: %w", b.err)
	}
	return inOrder(raw)
}

// write writes one sheet.
func (w Workbook) write(b *book, of WorkbookSheet) error {
	t := of.Table
	s := &sheetStream{sheet: &sheet{book: b, name: of.Name}, table: t, lang: w.Lang, sums: make([]int64, len(t.Columns))}
	s.setUp(of.Chart != nil)
	if b.err != nil {
		return b.err
	}
	var err error
	if s.out, err = b.file.NewStreamWriter(of.Name); err != nil {
		return fmt.Errorf("sheet %q: %w", of.Name, err)
	}
	if err = s.rows(w.Organisation); err != nil {
		return fmt.Errorf("sheet %q: %w", of.Name, err)
	}
	if of.Chart != nil {
		s.chart(*of.Chart)
	}
	if s.last > headingRow {
		b.do(b.file.AutoFilter(of.Name, fmt.Sprintf("A%d:%s%d", headingRow, columnLetters(len(t.Columns)-1), s.last), nil))
	}
	b.do(s.out.Flush())
	return b.err
}

// sheetStream is a sheet whose rows are written once and not looked at again.
type sheetStream struct {
	*sheet
	out   *excelize.StreamWriter
	table DataTable
	lang  loa.Lang
	sums  []int64
	wide  []float64 // the columns, in characters
	last  int       // row of data
	cells []any     // of the row at hand
}

// setUp sets what must be known before the first row.
func (s *sheetStream) setUp(chart bool) {
	total := 0.0
	s.wide = make([]float64, len(s.table.Columns))
	for i := range slices.Backward(s.wide) { // each is put before the ones that are there, and the file must have them in order
		s.wide[i] = s.table.width(i, s.lang)
		total += s.wide[i]
		name := columnLetters(i)
		s.do(s.file.SetColWidth(s.name, name, name, s.wide[i]))
	}
	s.freeze()
	orientation := "portrait"
	if chart || total > 95 { // more letters than a standing page holds legibly
		orientation = "landscape"
	}
	s.paper(orientation)
}

// width is that of the words of a column; long ones are broken into lines.
func (t DataTable) width(column int, lang loa.Lang) float64 {
	c := t.Columns[column]
	if c.Width > 0 {
		return c.Width
	}
	longest := max(longestWord(c.Title)+2, (utf8.RuneCountInString(c.Title)+1)/2+2, 9)
	for _, row := range t.Rows {
		longest = max(longest, utf8.RuneCountInString(t.Cell(row, column).In(lang))+3)
	}
	return float64(min(longest, 50))
}

// columnLetters names the column with the index: A, B, …, AA.
func columnLetters(index int) string {
	name, err := excelize.ColumnNumberToName(index + 1)
	if err != nil {
		return "A" // more columns than sheets have; writing the row tells it
	}
	return name
}

// rows writes title, headings, data and totals.
func (s *sheetStream) rows(organisation string) error {
	styled := func(text, style string) []any {
		return []any{excelize.Cell{StyleID: s.styles[style], Value: clean(text)}}
	}
	if err := s.out.SetRow("A1", styled(s.table.Title, "title")); err != nil {
		return err
	}
	if err := s.out.SetRow("A2", styled(organisation, "unit")); err != nil {
		return err
	}
	var headings []any
	lines := 1
	for i, c := range s.table.Columns {
		lines = max(lines, linesOf(c.Title, s.wide[i]-2))
		headings = append(headings, excelize.Cell{StyleID: s.styles["heading"], Value: clean(c.Title)})
	}
	s.last = headingRow
	if err := s.out.SetRow(fmt.Sprintf("A%d", headingRow), headings, rowHeight(lines)); err != nil {
		return err
	}
	s.cells = make([]any, len(s.table.Columns))
	for row, err := range s.table.all() {
		if err != nil {
			return err
		}
		s.last++
		if err := s.dataRow(row); err != nil {
			return err
		}
	}
	if s.table.Total != "" && s.last > headingRow {
		return s.totalRow()
	}
	return nil
}

// all gives the rows of the table and those of its stream.
func (t DataTable) all() iter.Seq2[DataRow, error] {
	return func(yield func(DataRow, error) bool) {
		for _, row := range t.Rows {
			if !yield(row, nil) {
				return
			}
		}
		if t.Stream != nil {
			t.Stream(yield)
		}
	}
}

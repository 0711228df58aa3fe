package content

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"loa"
)

// textFormat is the built-in format of cells that hold text whatever is typed into
// them (ECMA-376, Part 1, 18.8.30).
const textFormat = 49

// templateColumns are the columns that may ever be used: the headings of a template
// and the options that its writer may add.
const templateColumns = "A:Z"

// BankTemplate returns a workbook for a bank of questions: headings, a question as an
// example, and instructions on a second sheet. Its columns hold text, so that Excel
// turns nothing that is typed there into dates or numbers.
func (c *Catalog) BankTemplate(lang loa.Lang) ([]byte, error) {
	t := bankTemplate{file: excelize.NewFile(), sheet: c.Line(lang, "bank.template.sheet", nil), guide: c.Line(lang, "bank.template.guide_sheet", nil)}
	err := errors.Join(
		t.file.SetSheetName(t.file.GetSheetName(0), t.sheet),
		t.makeQuestions(c.templateRows(lang)),
		t.makeGuide(strings.Split(c.bankGuide(lang), "\n")),
	)
	var b bytes.Buffer
	if err = errors.Join(err, t.file.Write(&b), t.file.Close()); err != nil {
		return nil, fmt.Errorf("make template of a question bank: %w", err)
	}
	return b.Bytes(), nil
}

// bankTemplate is a template while it is made.
type bankTemplate struct {
	file         *excelize.File
	sheet, guide string
}

// templateRows are the headings, and an example that is true.
func (c *Catalog) templateRows(lang loa.Lang) [][2]string {
	text := func(key string) string { return c.Line(lang, "bank.template."+key, nil) }
	heading := func(column bankColumn) string { return c.Line(lang, "bank.column."+string(column), nil) }
	option := func(i int) string {
		return c.Line(lang, "bank.column.option", data{"Letter": string(optionColumn(i))})
	}
	return [][2]string{
		{heading(columnQuestion), text("question")},
		{option(0), text("a")}, {option(1), text("b")}, {option(2), text("c")}, {option(3), text("d")},
		{heading(columnAnswer), string(optionColumn(0))},
		{heading(columnExplanation), text("explanation")},
		{heading(columnStrand), "M1"},
		{heading(columnSource), text("source")}, {heading(columnRef), text("ref")},
		{heading(columnGrade), string(loa.GradeB)},
		{heading(columnSet), ""}, {heading(columnID), ""},
	}
}

// bankGuide explains the columns, with the limits that the reader holds them to.
func (c *Catalog) bankGuide(lang loa.Lang) string {
	return c.Line(lang, "bank.template.guide", data{
		"Question": maxQuestion, "Least": minOptions, "Most": maxOptions, "Option": maxOption, "Explanation": maxExplanation, "Lines": maxExplanationFeed + 1,
	})
}

func (t bankTemplate) makeQuestions(columns [][2]string) error {
	text, errText := t.file.NewStyle(&excelize.Style{NumFmt: textFormat, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	bold, errBold := t.file.NewStyle(&excelize.Style{NumFmt: textFormat, Font: &excelize.Font{Bold: true}})
	err := errors.Join(errText, errBold, t.file.SetColStyle(t.sheet, templateColumns, text), t.file.SetColWidth(t.sheet, "A", "Z", 18), t.file.SetColWidth(t.sheet, "A", "A", 48))
	for j, column := range columns {
		err = errors.Join(err, t.write(t.sheet, j+1, 1, column[0], bold), t.write(t.sheet, j+1, 2, column[1], text))
	}
	return errors.Join(err, t.file.SetPanes(t.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

func (t bankTemplate) makeGuide(lines []string) error {
	_, err := t.file.NewSheet(t.guide)
	wrapped, errStyle := t.file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	err = errors.Join(err, errStyle, t.file.SetColWidth(t.guide, "A", "A", 110))
	for i, line := range lines {
		err = errors.Join(err, t.write(t.guide, 1, i+1, line, wrapped))
	}
	return err
}

// write puts a text into a cell with a style; an empty one keeps its column's.
func (t bankTemplate) write(sheet string, column, line int, text string, style int) error {
	if text == "" {
		return nil
	}
	at, err := excelize.CoordinatesToCellName(column, line)
	return errors.Join(err, t.file.SetCellStr(sheet, at, text), t.file.SetCellStyle(sheet, at, at, style))
}

package content

import (
	"io"
	"path"
	"slices"
	"strings"

	"loa"
)

// maxBankRows bounds a bank: a contest of a year has a few hundred questions.
const maxBankRows = 5_000

// Bank is a bank of questions as people write it in a table.
type Bank struct {
	File string
	// Questions are the rows in which nothing is wrong. A question has its own Set
	// only if its row names one; sources that the campaign does not list have no id.
	Questions []loa.Question
	// Rows tells the row of each question, as a spreadsheet counts rows.
	Rows []int
	// Sets are the sets that the rows name and the campaign does not have.
	Sets []loa.QuizSet
}

// ReadBank reads a bank of questions, CSV or XLSX by the file's name, with columns
// under Vietnamese or English headings in any order, with or without marks. It tells
// every mistake there is, with row and column. A mistake's line is the row as a
// spreadsheet counts it, also in a CSV file whose cells have several lines.
//
// The bank comes with its mistakes. If one of them is more than a warning, nothing
// of the bank should be imported: what is read is only what is right by chance.
func ReadBank(name string, r io.Reader, c *loa.Campaign) (*Bank, []Mistake) {
	b := bankTable{table: readShown(name, r), bank: &Bank{File: name}, campaign: c}
	b.known = newBankKnown(c)
	if !b.fatal() {
		b.countRows()
		if b.findHeadings() {
			b.checkSheet()
			b.readRows()
			b.noteUngraded()
		}
	}
	return b.bank, b.sorted()
}

// bankTable is a bank while it is read.
type bankTable struct {
	*table
	bank     *Bank
	campaign *loa.Campaign
	known    bankKnown
	heading  tableRow
	columns  map[bankColumn]int
	spoilt   bool // a cell of the row at hand could not be read
}

const bankArea = "bank.mistake."

func (b *bankTable) wrong(line int, kind string, d data) {
	b.list = append(b.list, Mistake{File: b.name, Line: line, Key: bankArea + kind, Data: d})
}

func (b *bankTable) note(line int, kind string, d data) {
	b.list = append(b.list, Mistake{File: b.name, Line: line, Warning: true, Key: bankArea + kind, Data: d})
}

// countRows counts the rows of a CSV file as a spreadsheet does: a cell of several
// lines is one row there.
func (b *bankTable) countRows() {
	if !strings.EqualFold(path.Ext(b.name), ".csv") {
		return
	}
	extra := 0
	for i, row := range b.rows {
		b.rows[i].line -= extra
		for _, cell := range row.cells {
			extra += strings.Count(cell, "\n")
		}
	}
}

// checkSheet tells of merged cells among the rows, and of sheets that are not read.
// A template's instructions are no questions.
func (b *bankTable) checkSheet() {
	b.merged = slices.DeleteFunc(b.merged, func(r cellRange) bool { return r.to.line <= b.heading.line }) // titles
	b.merged = b.merged[:min(len(b.merged), maxMerged)]
	for _, r := range b.merged {
		b.wrong(r.from.line, "merged", data{"Range": r.String(), "Column": b.headingAt(r.from.column - 1)})
	}
	others := slices.DeleteFunc(b.otherSheets, isInstructions)
	if len(others) > 0 {
		b.note(0, "other_sheets", data{"Sheets": strings.Join(others, ", ")})
	}
}

// isInstructions tells the sheet that a template explains itself on.
func isInstructions(sheet string) bool {
	return slices.Contains([]string{"huong dan", "instructions"}, words(sheet))
}

func (b *bankTable) readRows() {
	switch {
	case len(b.rows) == 0:
		b.wrong(0, "empty", nil)
	case len(b.rows) > maxBankRows:
		b.wrong(b.rows[maxBankRows].line, "too_many", data{"Rows": len(b.rows), "Most": maxBankRows})
		return
	}
	for _, row := range b.rows {
		b.readRow(row)
	}
}

// readRow reads a question, and keeps it if its row is without mistakes.
func (b *bankTable) readRow(row tableRow) {
	if len(row.cells) > len(b.heading.cells) && !blank(row.cells[len(b.heading.cells):]) {
		b.wrong(row.line, "cells", data{"Cells": len(row.cells), "Most": len(b.heading.cells), "Column": b.headingAt(len(b.heading.cells) - 1)})
		return
	}
	before := len(b.list)
	b.spoilt = false
	q := loa.Question{
		Text: b.question(row), Explanation: b.explanation(row), Strand: b.strand(row), Sources: b.sources(row), Set: b.set(row), Path: b.name,
	}
	q.Options, q.Answer = b.options(row)
	q.Grade = b.grade(row)
	q.ID = b.id(row, q.Text)
	if b.spoilt || (&mistakes{b.list[before:]}).fatal() {
		return
	}
	b.bank.Questions, b.bank.Rows = append(b.bank.Questions, q), append(b.bank.Rows, row.line)
}

// noteUngraded tells once, not row by row, that questions are not asked by themselves.
func (b *bankTable) noteUngraded() {
	var ungraded, unsourced []int
	for i, q := range b.bank.Questions {
		switch {
		case q.Grade == loa.GradeC || q.Grade == loa.GradeKT:
			ungraded = append(ungraded, b.bank.Rows[i])
		case len(q.Sources) == 0:
			unsourced = append(unsourced, b.bank.Rows[i])
		}
	}
	if len(ungraded) > 0 {
		b.note(ungraded[0], "ungraded", data{"Number": len(ungraded), "Column": b.headingOf(columnGrade)})
	}
	if len(unsourced) > 0 {
		b.note(unsourced[0], "unsourced", data{"Number": len(unsourced), "Column": b.headingOf(columnSource)})
	}
}

// Package report makes the files that people print, sign and keep: letters and
// lists as DOCX and PDF, tables as XLSX, charts and QR codes as PNG. Each function
// turns plain data into bytes; what the words are is handed in, so that the texts
// stay in the catalogs. The same data always makes the same bytes.
//
// A [Report] is the committee's report before it has a form. Chat text, letter,
// workbook and JSON are made of it, and every number in it is a [Figure] that says
// what it counts.
package report

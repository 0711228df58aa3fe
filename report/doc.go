// Package report makes the files that people print, sign and keep: letters and
// lists as DOCX, tables as XLSX, QR codes as PNG. Each function turns plain data
// into bytes; what the words are is handed in, so that the texts stay in the
// catalogs. The same data always makes the same bytes.
package report

package bot_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"loa"
)

// rollFiles gives the files that people of a script send.
type rollFiles struct{}

func (rollFiles) Fetch(_ context.Context, fileID string, most int64) ([]byte, error) {
	if fileID == "file-cau-hoi-excel.xlsx" {
		return excelBank()
	}
	raw, err := os.ReadFile("testdata/rolls/" + strings.TrimPrefix(fileID, "file-"))
	switch {
	case errors.Is(err, fs.ErrNotExist): // as what was sent long ago
		return nil, &loa.Failure{Class: loa.FailRefused, Err: err}
	case strings.Contains(fileID, "nang"), int64(len(raw)) > most: // heavy
		return nil, &loa.Failure{Class: loa.FailRefused, Err: loa.ErrTooLarge}
	}
	return raw, err
}

// excelBank is a workbook in which Excel has made a date and a number of two options.
func excelBank() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	sheet := f.GetSheetName(0)
	err := f.SetSheetRow(sheet, "A1", &[]any{"Câu hỏi", "Phương án A", "Phương án B", "Đáp án", "Mạch", "Nguồn", "Mức"})
	for i, row := range [][]any{
		{"Mở màn ngày nào, tính theo dương lịch?", time.Date(2024, 3, 13, 0, 0, 0, 0, time.UTC), "30/3", "A", "M1", "H01", "A"},
		{"Bao nhiêu phần trăm?", 44.01, "56", "A", "M1", "H01", "A"},
		{"Bao nhiêu ngày đêm, tất cả?", 55, 56, "B", "M1", "H01", "A"},
	} {
		at, named := excelize.CoordinatesToCellName(1, i+2)
		err = errors.Join(err, named, f.SetSheetRow(sheet, at, &row))
	}
	var b bytes.Buffer
	err = errors.Join(err, f.Write(&b))
	return b.Bytes(), err
}

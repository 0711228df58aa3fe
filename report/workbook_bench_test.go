package report

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"loa"
)

// wardYear is a ward's year: 89 units, 9 strands, a post a day to so many groups.
func wardYear(t testing.TB, groups int) Workbook {
	t.Helper()
	w := sampleWorkbook(t, loa.Vietnamese, 89)
	log := &w.Sheets[len(w.Sheets)-1].Table
	log.Rows = nil
	log.Stream = func(yield func(DataRow, error) bool) {
		zone := time.FixedZone("", 7*3600)
		cells := make([]Value, 7)
		for day := range 365 {
			at := time.Date(2024, 1, 1+day, 0, 0, 0, 0, time.UTC)
			for group := range groups {
				cells[0], cells[1] = Instant(at.Add(time.Duration(group)*time.Second), zone), Day(loa.DateOf(at, zone))
				cells[2], cells[3] = Words(fmt.Sprintf("M%d", day%9+1)), Words("Ngày này năm 1954: Bản Kéo buông súng, kết thúc đợt 1")
				cells[4], cells[5], cells[6] = Words(fmt.Sprintf("Nhóm Tổ liên gia tự quản số %d", group+1)), Words("đã gửi"), Count(1)
				if !yield(DataRow{Cells: cells}, nil) {
					return
				}
			}
		}
	}
	return w
}

// BenchmarkYear writes a ward's year. With 300 groups the log has 109,500 lines, with
// 548 it has 200,020.
func BenchmarkYear(b *testing.B) {
	for _, groups := range []int{300, 548} {
		b.Run(fmt.Sprintf("lines=%d", 365*groups), func(b *testing.B) {
			w := wardYear(b, groups)
			size := 0
			for b.Loop() {
				raw, err := w.XLSX()
				if err != nil {
					b.Fatal(err)
				}
				size = len(raw)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(size)/1e6, "file-MB")
			b.ReportMetric(float64(m.Sys)/1e6, "memory-MB") // taken of the system, at most
		})
	}
}

// BenchmarkReport writes a report of 89 units in every form but XLSX.
func BenchmarkReport(b *testing.B) {
	r, l := sampleReport(b, loa.Vietnamese, 89), labels(loa.Vietnamese)
	for name, write := range map[string]func() error{
		"docx": func() error { _, err := r.DOCX(l); return err },
		"pdf":  func() error { _, err := r.PDF(l); return err },
		"json": func() error { _, err := r.JSON(l); return err },
		"chat": func() error { Pages(r.Text(l), 4096); return nil },
		"png":  func() error { _, err := sampleCharts(r.Lang, 16)[0].PNG(r.Lang, l); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := write(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package content

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"loa"
)

// asked is a campaign with one question, for banks to be held against.
var asked = &loa.Campaign{
	Strands: []loa.Strand{{ID: "M1", Name: "Bối cảnh, diễn biến"}, {ID: "M2", Name: "Ý nghĩa"}},
	Sources: []loa.Source{{ID: "H01", Name: "Báo Nhân Dân", Ref: "nhandan.vn"}, {ID: "H02", Name: "Báo Thanh Niên", Ref: "thanhnien.vn"}},
	Sets:    []loa.QuizSet{{ID: "tuan-01", Title: "Tuần 1: Bước vào đợt kỷ niệm"}},
	Questions: []loa.Question{
		{ID: "Q14", Text: "Tháng 5/1953, tướng nào được cử làm Tổng chỉ huy quân Pháp ở Đông Dương?"},
	},
}

var twoQuestions = []loa.Question{
	{
		ID: "Q01", Set: "tuan-01", Text: "Quân Pháp nhảy dù chiếm Điện Biên Phủ vào ngày nào?", Options: []string{"10/12/1952", "07/5/1953", "20/11/1953"}, Answer: 2,
		Explanation: "Cuộc hành binh Castor;\nsáng 20/11/1953.", Strand: "M1", Sources: asked.Sources, Grade: loa.GradeA,
	},
	{
		Text: "Anh hùng Bế Văn Đàn là người dân tộc nào?", Options: []string{"Thái, Mông", "Tày"}, Answer: 1, Strand: "M2",
		Sources: []loa.Source{{Name: "Báo Cao Bằng, số Tết", Ref: "baocaobang.vn"}}, Grade: loa.GradeB,
	},
}

// questionsOf are the questions of a bank without what every file and row has of its own.
func questionsOf(t *testing.T, b *Bank) []loa.Question {
	t.Helper()
	questions := slices.Clone(b.Questions)
	for i, q := range questions {
		if q.Path != b.File {
			t.Errorf("question of %q in %q", q.Path, b.File)
		}
		questions[i].Path = ""
		if strings.HasPrefix(q.ID, "nh-") && codeID.MatchString(q.ID) && len(q.ID) <= maxShortID {
			questions[i].ID = ""
		}
	}
	return questions
}

const goodBank = "Câu hỏi;Phương án A;Phương án B;Phương án C;Đáp án;Giải thích;Mạch;Nguồn;Địa chỉ nguồn;Mức;Bộ;Mã\n" +
	"Quân Pháp nhảy dù  chiếm Điện Biên Phủ vào ngày nào?;10/12/1952;07/5/1953;20/11/1953;C;\"Cuộc hành binh Castor;\nsáng 20/11/1953.\";M1;H01, h02;;A;Tuần 1: Bước vào đợt kỷ niệm;Q01\n\n" +
	"Anh hùng Bế Văn Đàn là người dân tộc nào?;Thái, Mông;Tày;;tày;;Ý nghĩa;Báo Cao Bằng, số Tết;baocaobang.vn;b;;\n"

func TestReadBank(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"vietnamese.csv": goodBank,
		"marked.CSV":     "\ufeff" + strings.ReplaceAll(goodBank, "\n", "\r\n"),
		"nfd.csv":        norm.NFD.String(goodBank),
		"tabs.csv":       strings.ReplaceAll(strings.ReplaceAll(goodBank, "Castor;", "Castor,"), ";", "\t"),
		"unmarked.csv": strings.NewReplacer("Câu hỏi;", "CAU HOI;", "Phương án ", "dap an ", "Đáp án", "dap an dung", "Giải thích", "GIAI  THICH", "Mạch", "mach noi dung",
			"Nguồn;", "nguon;", "Địa chỉ nguồn", "duong dan", "Mức", "muc tin cay", "Bộ", "bo cau hoi", "Mã", "Ma").Replace(goodBank),
		"english.csv": "id,set,grade,ref,source,strand,explanation,answer,option 3,option 2,option 1,question\n" +
			"Q01,tuan-01,A,,\"H01;H02\",m1,\"Cuộc hành binh Castor;\nsáng 20/11/1953.\",3,20/11/1953,07/5/1953,10/12/1952,Quân Pháp nhảy dù chiếm Điện Biên Phủ vào ngày nào?\n" +
			",,B,baocaobang.vn,\"Báo Cao Bằng, số Tết\",M2,,B. Tày,,Tày,\"Thái, Mông\",Anh hùng Bế Văn Đàn là người dân tộc nào?\n",
		"titled.csv": "NGÂN HÀNG CÂU HỎI;;;\n;;\n" + goodBank,
	} {
		bank, mistakes := ReadBank(name, strings.NewReader(src), asked)
		want := slices.Clone(twoQuestions)
		if name == "tabs.csv" {
			want[0].Explanation = strings.ReplaceAll(want[0].Explanation, ";", ",")
		}
		if diff := cmp.Diff(want, questionsOf(t, bank)); diff != "" || len(mistakes) > 0 {
			t.Errorf("%s (-want +got):\n%s%s", name, diff, show(t, mistakes))
		}
	}
}

// TestBankRows: rows are counted as a spreadsheet does, and ids stay the same in another order.
func TestBankRows(t *testing.T) {
	t.Parallel()
	bank, _ := ReadBank("bank.csv", strings.NewReader(goodBank), asked)
	if diff := cmp.Diff([]int{2, 4}, bank.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	other, _ := ReadBank("other.csv", strings.NewReader("question,a,b,answer,strand\nanh hùng Bế Văn Đàn là người dân tộc nào,Tày,Thái,A,M1\n"), asked)
	if len(other.Questions) != 1 || other.Questions[0].ID != bank.Questions[1].ID {
		t.Errorf("the question %+v is not %+v", other.Questions, bank.Questions[1])
	}
}

func TestBankAnswers(t *testing.T) {
	t.Parallel()
	const none, unclear, many = -1, -2, -3
	for _, tt := range []struct {
		options, answer string
		want            int
	}{
		{"Thái|Tày|Dao", "B", 1}, {"Thái|Tày|Dao", "c.", 2}, {"Thái|Tày|Dao", "(1)", 0}, {"Thái|Tày|Dao", "Phương án B", 1}, {"Thái|Tày|Dao", "option 3", 2},
		{"Thái|Tày|Dao", "TÀY", 1}, {"Thái|Tày|Dao", "tay", 1}, {"Thái|Tày|Dao", "B. Tày", 1}, {"Thái|Tày|Dao", "B) Dao", unclear}, {"Thái|Tày|Dao", "D", none},
		{"Thái|Tày|Dao", "4", none}, {"Thái|Tày|Dao", "0", none}, {"Thái|Tày|Dao", "Mông", none}, {"Thái|Tày|Dao", "A, C", many}, {"Thái|Tày|Dao", "A và C", many},
		{"Thái|Tày|Dao", "1;3", many}, {"Thái|Tày|Dao", "AC", many}, {"Thái|Tày|Dao", "Thái; Dao", many}, {"Thái|Tày|Dao", "Thái, Mông", none},
		{"Thái, Dao|Tày", "Thái, Dao", 0}, {"Tày|Tây", "Tày", 0}, {"Tày|Tây", "tay", none}, {"A và B|B và C", "A và B", 0},
		{"4|3|2", "1", 0}, {"1|2|3", "2", 1}, {"4|3|2", "2", unclear}, {"4|3|2", "phương án 2", 1}, {"B|A", "A", unclear}, {"B|A", "đáp án A", 0}, {"ba|hai", "A", 0},
		{"15|20", "20", 1}, {"1.000|10,00", "1.000", 0}, {"13/3|3/13", "13/3", 0},
	} {
		row := append(strings.Split(tt.options, "|"), "", "")[:3]
		src := fmt.Sprintf("câu hỏi\ta\tb\tc\tđáp án\tmạch\nx?\t%s\t%s\tM1\n", strings.Join(row, "\t"), tt.answer)
		bank, mistakes := ReadBank("bank.csv", strings.NewReader(src), asked)
		if tt.want >= 0 {
			if len(bank.Questions) != 1 || bank.Questions[0].Answer != tt.want {
				t.Errorf("%s of %s: %+v\n%s", tt.answer, tt.options, bank.Questions, show(t, mistakes))
			}
			continue
		}
		want := map[int]string{none: "2 answer", unclear: "2 answer_unclear", many: "2 answer_many"}[tt.want]
		if diff := cmp.Diff([]string{want}, kindsOf(mistakes)); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", tt.answer, tt.options, diff)
		}
	}
}

// bankSheet writes a sheet whose cells of row 2 have number formats of their own.
func bankSheet(t *testing.T, values map[string]any, formats map[string]string) []byte {
	t.Helper()
	rows := [][]any{{"Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án", "Mạch"}, {"Năm nào?", "a", "b", "c", "A", "M1"}}
	return workbook(t, rows, func(f *excelize.File) error {
		for at, v := range values {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				return err
			}
		}
		for at, code := range formats {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				return err
			}
			if err := f.SetCellStyle("Sheet1", at, at, style); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestBankNumbers: numbers and whole dates are read as Excel shows them, what every
// computer shows in its own way is refused.
func TestBankNumbers(t *testing.T) {
	t.Parallel()
	day := time.Date(1954, 3, 13, 17, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		value  any
		format string
		want   string // text, or the mistake after "!"
	}{
		{1954, "", "1954"}, {-3, "", "-3"}, {0.25, "0%", "25%"}, {352, `0" kg"`, "352 kg"}, {true, "", "TRUE"}, {"44,01", "", "44,01"}, {"13/3", "", "13/3"}, {"007", "", "007"}, {7, "000", "007"},
		{44.01, "", "!number"}, {1000, "#,##0", "!number"}, {0.5, "0.0%", "!number"}, {1e15, "0.00E+00", "!number"},
		{day, "dd/mm/yyyy", "13/03/1954"}, {day, "d/m/yyyy", "13/3/1954"}, {day, `dd\-mm\-yyyy`, "13-03-1954"}, {day, "[$-42A]dd/mm/yyyy;@", "13/03/1954"}, {day, "hh:mm", "17:05"},
		{0.5, "[h]:mm", "12:00"}, {day, "d-mmm", "!date"}, {day, "dd/mm", "!date"}, {day, "mm/yyyy", "!date"}, {day, "[$-F800]dddd, mmmm dd, yyyy", "!date"}, {day, "d mmmm yyyy", "!date"},
		{day, "", "!date"}, {"13-Mar", "", "!date"}, {"Mar-54", "", "!date"}, {"13-thg3", "", "!date"},
	} {
		formats := map[string]string{}
		if tt.format != "" {
			formats["C2"] = tt.format
		}
		bank, mistakes := ReadBank("bank.xlsx", bytes.NewReader(bankSheet(t, map[string]any{"C2": tt.value}, formats)), asked)
		got := strings.Join(kindsOf(mistakes), "; ")
		if len(bank.Questions) > 0 {
			got = bank.Questions[0].Options[1]
		}
		if got != strings.Replace(tt.want, "!", "2 ", 1) {
			t.Errorf("%v as %q: %q, want %q", tt.value, tt.format, got, tt.want)
		}
	}
}

// FuzzReadBank: what is read of any file keeps the limits, and nothing is both read
// and told to be wrong.
func FuzzReadBank(f *testing.F) {
	f.Add(goodBank)
	f.Add(wrongBank)
	f.Add("question,a,b,answer,strand\n?,x,y,\"A, B\",M1\n!,x,y,1,M1\n")
	f.Fuzz(func(t *testing.T, src string) {
		bank, found := ReadBank("x.csv", strings.NewReader(src), asked)
		if len(bank.Questions) != len(bank.Rows) {
			t.Errorf("%d questions in %d rows", len(bank.Questions), len(bank.Rows))
		}
		ids := map[string]bool{}
		for i, q := range bank.Questions {
			tooLong := slices.ContainsFunc(q.Options, func(o string) bool { return o == "" || loa.UTF16Len(o) > maxOption })
			if q.Text == "" || loa.UTF16Len(q.Text) > maxQuestion || len(q.Options) < minOptions || len(q.Options) > maxOptions || tooLong || q.Answer < 0 || q.Answer >= len(q.Options) {
				t.Errorf("question %+v", q)
			}
			if _, known := asked.Strand(q.Strand); !known || q.Grade == "" || ids[q.ID] || !norm.NFC.IsNormalString(q.Text) {
				t.Errorf("question %+v", q)
			}
			ids[q.ID] = true
			at := func(m Mistake) bool {
				return !m.Warning && m.Line == bank.Rows[i] && m.Line > 0 && m.Key != "check.table_quotes"
			}
			if slices.ContainsFunc(found, at) {
				t.Errorf("row %d is read in spite of:\n%s", bank.Rows[i], show(t, found))
			}
		}
	})
}

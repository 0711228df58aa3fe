package loa_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// A layer is one package of ours and what it may import of ours. Imports go down
// the picture in docs/architecture.md, never up and never sideways, except where
// a row here says so.
type layer struct {
	may []string
	// not says why a tempting import is forbidden. Any other import outside may
	// is forbidden too, with the general reason.
	not map[string]string
}

// layers is the one list of allowed imports between our packages. A package that
// is missing here fails the test: whoever adds one says where it stands.
func layers() map[string]layer {
	const platform = "what is done must not know through which platform: campaign speaks to all of them through deliveries"
	return map[string]layer{
		"loa": {},
		"loa/content": {may: []string{"loa"}, not: map[string]string{
			"loa/storage": "a campaign folder is read and checked without a database: loa check must work anywhere",
		}},
		"loa/storage": {may: []string{"loa"}, not: map[string]string{
			"loa/campaign": "storage keeps state and decides nothing; the rules stand in campaign and in the root package",
			"loa/content":  "storage keeps what it is given; texts and folders are read above it",
		}},
		// Opens databases for the tests of others; nothing of the program imports it.
		"loa/storage/storagetest": {may: []string{"loa", "loa/storage"}},
		"loa/delivery": {may: []string{"loa"}, not: map[string]string{
			"loa/storage":      "the worker declares the small queue it needs, so that its pacing is tested without a database",
			"loa/campaign":     "what a settled delivery means is decided by whoever settles it, behind an interface",
			"loa/bot/telegram": "the worker sees the closed set of platform failures, never a platform",
		}},
		"loa/bot/telegram": {may: []string{"loa"}, not: map[string]string{
			"loa/bot":      "an adapter translates between wire and domain; it knows nothing of commands and answers",
			"loa/campaign": "an adapter translates between wire and domain; it decides nothing",
			"loa/content":  "an adapter is handed finished texts",
			"loa/storage":  "an adapter declares the file look-up it needs",
		}},
		"loa/bot/sandbox": {not: map[string]string{
			"loa":              "the sandbox is the other side of the wire: sharing our types would hide our mistakes from it",
			"loa/bot/telegram": "the sandbox checks the adapter, so it must not be made from it",
		}},
		"loa/campaign": {may: []string{"loa", "loa/content", "loa/report", "loa/storage"}, not: map[string]string{
			"loa/delivery":     "campaign stores outgoing messages with the state; only delivery sends",
			"loa/bot":          platform,
			"loa/bot/telegram": platform,
			"loa/scheduler":    "the scheduler calls campaign; time comes in as a parameter",
		}},
		"loa/report": {may: []string{"loa"}, not: map[string]string{
			"loa/content":  "the words are handed in: texts for people come out of one catalog",
			"loa/campaign": "report turns plain data into files; what stands in them is decided above it",
		}},
		"loa/scheduler": {may: []string{"loa"}, not: map[string]string{
			"loa/content":  "the scheduler knows when, never what",
			"loa/campaign": "the scheduler declares the planner it wakes",
			"loa/storage":  "what is due is decided by campaign in its own transaction",
		}},
		"loa/bot": {may: []string{"loa", "loa/campaign", "loa/content"}, not: map[string]string{
			"loa/storage":      "commands go through campaign, where rights are checked and changes are audited",
			"loa/bot/telegram": "commands must work on every platform; the adapter is chosen in cmd/loa",
			"loa/delivery":     "answers are stored with what caused them; only delivery sends",
		}},
		"loa/web":    {may: []string{"loa"}, not: map[string]string{"loa/storage": "pages are handed in by cmd/loa"}},
		"loa/config": {may: []string{"loa"}, not: map[string]string{"loa/content": "a mistake in the configuration must be told before any catalog is read"}},
		"loa/cmd/loa": {may: []string{
			"loa", "loa/content", "loa/storage", "loa/delivery", "loa/bot", "loa/bot/telegram", "loa/bot/sandbox",
			"loa/campaign", "loa/report", "loa/scheduler", "loa/web", "loa/config",
		}},
		"loa/cmd/bench": {may: []string{
			"loa", "loa/storage", "loa/delivery", "loa/bot/telegram", "loa/bot/sandbox", "loa/scheduler",
			"loa/campaign", "loa/bot", "loa/content", // answers are received by the real bot
		}},
	}
}

// A library is a module of others and who of us may import it.
type library struct {
	users []string // nil: everybody but the root package and the sandbox
	why   string
}

// libraries is the one list of other people's modules that the program is made of.
// Modules that only tests use are not in it.
func libraries() map[string]library {
	const (
		sdk    = "nothing of a platform's SDK leaves its adapter"
		engine = "a database's types and dialect stay in storage"
		files  = "file formats are read where campaign folders are read, and written where files for people are made"
		wiring = "commands and flags are wiring"
	)
	return map[string]library{
		// The benchmark compares with a plain client.
		"github.com/go-telegram-bot-api/telegram-bot-api/v5": {[]string{"loa/bot/telegram", "loa/cmd/bench"}, sdk},
		"github.com/mattn/go-sqlite3":                        {[]string{"loa/storage"}, engine},
		"github.com/jackc/pgx/v5":                            {[]string{"loa/storage", "loa/storage/storagetest"}, engine},
		"github.com/pressly/goose/v3":                        {[]string{"loa/storage"}, engine},
		"github.com/xuri/excelize/v2":                        {[]string{"loa/content", "loa/report"}, files},
		"github.com/skip2/go-qrcode":                         {[]string{"loa/report", "loa/web"}, "QR codes are drawn where they are printed or shown"},
		"github.com/yuin/goldmark":                           {[]string{"loa/content"}, files},
		"go.yaml.in/yaml/v3":                                 {[]string{"loa/content", "loa/config"}, files},
		"github.com/nicksnyder/go-i18n/v2":                   {[]string{"loa/content"}, "texts for people come out of one catalog"},
		"github.com/robfig/cron/v3":                          {[]string{"loa/scheduler", "loa/content"}, "cron tells recurrences; catch-up is ours (docs/adr/0006)"},
		"github.com/prometheus/client_golang":                {[]string{"loa/web", "loa/cmd/loa"}, "the others count through plain functions"},
		"github.com/alecthomas/kong":                         {[]string{"loa/cmd/loa", "loa/cmd/bench"}, wiring},
		"github.com/mattn/go-isatty":                         {[]string{"loa/cmd/loa"}, wiring},
		"github.com/rs/zerolog":                              {nil, "the root package does no I/O"},
		"golang.org/x/text":                                  {nil, "the root package imports the standard library only"},
	}
}

func TestLayers(t *testing.T) {
	t.Parallel()
	for _, broken := range checkTree(os.DirFS(".")) {
		t.Error(broken)
	}
}

// checkTree reads every Go file of our module and tells what breaks the rules of
// the house, each as "file: what: why". Tests may import what they like.
func checkTree(fsys fs.FS) []string {
	var broken []string
	documented := map[string]bool{} // by package path
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && foreign(fsys, name):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, "_test.go") {
			broken = append(broken, checkSleep(name, file)...)
			return nil
		}
		pkg := path.Join("loa", path.Dir(name))
		documented[pkg] = documented[pkg] || strings.TrimSpace(file.Doc.Text()) != ""
		broken = append(broken, checkImports(name, pkg, file)...)
		broken = append(broken, checkCode(name, file)...)
		return nil
	})
	if err != nil {
		broken = append(broken, err.Error())
	}
	for _, pkg := range slices.Sorted(maps.Keys(documented)) {
		if !documented[pkg] {
			broken = append(broken, pkg+": no doc comment: every package says what it is for")
		}
		if _, ok := layers()[pkg]; !ok {
			broken = append(broken, pkg+": missing in the table of layers: say in layers_test.go what it may import")
		}
	}
	return broken
}

// foreign reports whether the folder holds no packages of our module.
func foreign(fsys fs.FS, dir string) bool {
	base := path.Base(dir)
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod")) // a module of its own, such as tools
	return err == nil || base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

func checkImports(name, pkg string, file *ast.File) []string {
	var broken []string
	complain := func(imported, why string) {
		broken = append(broken, fmt.Sprintf("%s: %s must not import %s: %s", name, pkg, imported, why))
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			complain(spec.Path.Value, err.Error())
			continue
		}
		first, _, _ := strings.Cut(imported, "/")
		switch {
		case first == "loa":
			row := layers()[pkg]
			if !slices.Contains(row.may, imported) {
				complain(imported, reason(row, imported))
			}
		case imported == "github.com/rs/zerolog/log":
			complain(imported, "the global logger is global state; a logger is passed in")
		case strings.Contains(first, "."):
			if why := forbids(pkg, imported); why != "" {
				complain(imported, why)
			}
		}
	}
	return broken
}

func reason(row layer, imported string) string {
	switch {
	case imported == "loa/cmd/loa":
		return "nothing imports the wiring"
	case row.not[imported] != "":
		return row.not[imported]
	}
	return "it is not in the package's row of layers_test.go"
}

// forbids returns why the package must not import another module's package, or "".
func forbids(pkg, imported string) string {
	for module, lib := range libraries() {
		if imported != module && !strings.HasPrefix(imported, module+"/") {
			continue
		}
		allowed := slices.Contains(lib.users, pkg)
		if lib.users == nil {
			allowed = pkg != "loa" && pkg != "loa/bot/sandbox"
		}
		if allowed {
			return ""
		}
		return lib.why
	}
	return "the module is missing in the table of libraries: say in layers_test.go who may use it and why"
}

// checkCode looks for what hides control flow: init functions, and exits
// anywhere but in main.
func checkCode(name string, file *ast.File) []string {
	var broken []string
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			broken = append(broken, name+": func init: what runs is written in the wiring, in order")
		}
	}
	if name == "cmd/loa/main.go" || name == "cmd/bench/main.go" || imports(file, "testing") { // a test helper ends its test with t.Fatal
		return broken
	}
	for _, used := range selectors(file) {
		if _, what, _ := strings.Cut(used, "."); used == "os.Exit" || strings.HasPrefix(what, "Fatal") { // log's and every logger's
			broken = append(broken, fmt.Sprintf("%s: %s: only main ends the program; return an error", name, used))
		}
	}
	return broken
}

// checkSleep finds tests that wait for real time to pass. Within testing/synctest
// a sleep moves the bubble's clock and takes none.
func checkSleep(name string, file *ast.File) []string {
	if !imports(file, "testing/synctest") && slices.Contains(selectors(file), "time.Sleep") {
		return []string{name + ": time.Sleep: a test waits for an event, takes the time as a parameter, or runs in testing/synctest"}
	}
	return nil
}

func imports(file *ast.File, pkg string) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == strconv.Quote(pkg) })
}

// selectors lists what stands as x.Name in the file; x is empty when it is no plain name.
func selectors(file *ast.File) []string {
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			x, _ := sel.X.(*ast.Ident)
			if x == nil {
				x = &ast.Ident{}
			}
			all = append(all, x.Name+"."+sel.Sel.Name)
		}
		return true
	})
	return all
}

// TestLayersCanFail shows that each rule bites, on files made up for it.
func TestLayersCanFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, src string
		want            string // part of the complaint; "" for none
	}{
		{"allowed", "bot/start.go", `import "loa/campaign"`, ""},
		{"upward", "storage/x.go", `import "loa/campaign"`, "storage/x.go: loa/storage must not import loa/campaign: storage keeps state"},
		{"past campaign", "bot/x.go", `import "loa/storage"`, "rights are checked"},
		{"adapter to bot", "bot/telegram/x.go", `import "loa/bot"`, "translates between wire and domain"},
		{"scheduler to content", "scheduler/x.go", `import "loa/content"`, "knows when, never what"},
		{"to the wiring", "web/x.go", `import "loa/cmd/loa"`, "nothing imports the wiring"},
		{"without a reason of its own", "web/x.go", `import "loa/delivery"`, "not in the package's row"},
		{"sandbox imports our types", "bot/sandbox/x.go", `import "loa"`, "other side of the wire"},
		{"root imports a module", "x.go", `import "github.com/rs/zerolog"`, "the root package does no I/O"},
		{"SDK outside its adapter", "campaign/x.go", `import tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"`, "SDK"},
		{"driver outside storage", "cmd/loa/main.go", `import _ "github.com/mattn/go-sqlite3"`, "stay in storage"},
		{"subpackage of a driver", "campaign/x.go", `import "github.com/jackc/pgx/v5/stdlib"`, "stay in storage"},
		{"driver in storage", "storage/x.go", `import "github.com/jackc/pgx/v5/stdlib"`, ""},
		{"unknown module", "bot/x.go", `import "example.org/left-pad"`, "missing in the table of libraries"},
		{"global logger", "bot/x.go", `import "github.com/rs/zerolog/log"`, "global logger"},
		{"report knows no texts", "report/x.go", `import "loa/content"`, "the words are handed in"},
		{"QR codes elsewhere", "bot/x.go", `import "github.com/skip2/go-qrcode"`, "printed or shown"},
		{"unknown package", "extra/x.go", ``, "loa/extra: missing in the table of layers"},
		{"init", "bot/x.go", `func init() {}`, "func init"},
		{"method named init", "bot/x.go", `type t int; func (t) init() {}`, ""},
		{"exit", "bot/x.go", `import "os"; func f() { os.Exit(1) }`, "only main ends"},
		{"exit in main", "cmd/loa/main.go", `import "os"; func main() { os.Exit(0) }`, ""},
		{"exit beside main", "cmd/loa/serve.go", `import "os"; func f() { os.Exit(0) }`, "only main ends"},
		{"fatal", "bot/x.go", `import "log"; func f() { log.Fatalf("") }`, "only main ends"},
		{"test helper", "storage/storagetest/x.go", `import "testing"; func f(t *testing.T) { t.Fatal() }`, ""},
		{"test helper in the program", "bot/x.go", `import "loa/storage/storagetest"`, "not in the package's row"},
		{"tests may import more", "storage/x_test.go", `import "loa/campaign"`, ""},
		{"fatal of a logger made on the way", "bot/x.go", `func f() { g().Fatal() }`, "only main ends"},
		{"sleep in a test", "storage/x_test.go", `import "time"; func f() { time.Sleep(1) }`, "a test waits for an event"},
		{"sleep in a bubble", "storage/x_test.go", `import ("time"; "testing/synctest"); func f() { time.Sleep(1) }`, ""},
		{"fixtures are not ours", "bot/testdata/x.go", `import "loa/storage"`, ""},
		{"broken file", "bot/x.go", `func {`, "expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := checkTree(fstest.MapFS{tt.file: {Data: []byte("// Package x is documented.\npackage x\n" + tt.src)}})
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("complains without need: %q", got)
			case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
				t.Errorf("got %q, want one complaint with %q", got, tt.want)
			}
		})
	}

	t.Run("no doc comment", func(t *testing.T) {
		t.Parallel()
		got := checkTree(fstest.MapFS{"web/x.go": {Data: []byte("package web\n")}})
		if len(got) != 1 || !strings.Contains(got[0], "no doc comment") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a module of its own", func(t *testing.T) {
		t.Parallel()
		got := checkTree(fstest.MapFS{
			"tools/go.mod": {Data: []byte("module loa/tools\n")},
			"tools/x.go":   {Data: []byte("package tools\n\nfunc init() {}\n")},
		})
		if len(got) > 0 {
			t.Errorf("got %q", got)
		}
	})
}

// TestLayersTable keeps the table itself honest.
func TestLayersTable(t *testing.T) {
	t.Parallel()
	table := layers()
	var visit func(pkg string, way []string)
	visit = func(pkg string, way []string) {
		if slices.Contains(way, pkg) {
			t.Fatalf("the table allows a circle: %s", strings.Join(append(way, pkg), " → "))
		}
		row, ok := table[pkg]
		if !ok {
			t.Errorf("%s is allowed but has no row", pkg)
		}
		for _, imported := range row.may {
			if row.not[imported] != "" {
				t.Errorf("%s may and must not import %s", pkg, imported)
			}
			visit(imported, append(slices.Clone(way), pkg))
		}
	}
	for pkg := range table {
		visit(pkg, nil)
	}
}

package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// program finds a program of others. On a machine without it the test is skipped;
// where everything must be checked it fails.
func program(t *testing.T, name, debian string) string {
	t.Helper()
	found, err := exec.LookPath(name)
	switch {
	case err != nil && os.Getenv("CI") != "true":
		t.Skipf("what others make of it is not checked: there is no %s (Debian: apt-get install %s)", name, debian)
	case err != nil:
		t.Fatalf("what others make of it cannot be checked: %v", err)
	}
	return found
}

// run runs a program and returns what it says.
func run(t *testing.T, name, debian string, arguments ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program(t, name, debian), arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
	return string(out)
}

const (
	officePackages = "libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation2"
	popplerPackage = "poppler-utils"
)

// printout is a PDF file that was made of a document.
type printout struct{ file string }

// printed has an office program make a PDF of a file, as whoever prints it would.
func printed(t *testing.T, name string, raw []byte) printout {
	t.Helper()
	program(t, "soffice", officePackages)
	p := keep(t, name, raw)
	dir := filepath.Dir(p.file)
	run(t, "soffice", officePackages, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, p.file)
	p.file = strings.TrimSuffix(p.file, filepath.Ext(p.file)) + ".pdf"
	return p
}

// keep writes a file to be looked at.
func keep(t *testing.T, name string, raw []byte) printout {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return printout{file}
}

// text is what the pages say, each line as it stands.
func (p printout) text(t *testing.T) string {
	t.Helper()
	return run(t, "pdftotext", popplerPackage, "-layout", p.file, "-")
}

// info is a line of what the file says of itself: "Pages", "Page size".
func (p printout) info(t *testing.T, name string) string {
	t.Helper()
	for line := range strings.Lines(run(t, "pdfinfo", popplerPackage, p.file)) {
		if key, value, found := strings.Cut(line, ":"); found && key == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (p printout) pages(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(p.info(t, "Pages"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// font is a font of a file.
type font struct {
	name     string
	embedded bool
}

// fonts lists the fonts of the file.
func (p printout) fonts(t *testing.T) []font {
	t.Helper()
	var all []font
	lines := strings.Split(strings.TrimSpace(run(t, "pdffonts", popplerPackage, p.file)), "\n")
	for _, line := range lines[min(2, len(lines)):] { // under two lines of headings
		fields := strings.Fields(line)
		if len(fields) < 6 {
			t.Fatalf("pdffonts says %q", line)
		}
		_, name, subset := strings.Cut(fields[0], "+")
		if !subset {
			name = fields[0]
		}
		all = append(all, font{name, fields[len(fields)-5] == "yes"})
	}
	return all
}

// checkFonts wants nothing but Times New Roman, or the font that is as wide as it: with
// any other, lines break elsewhere, and Vietnamese letters come from two fonts.
func (p printout) checkFonts(t *testing.T) {
	t.Helper()
	all := p.fonts(t)
	if len(all) == 0 {
		t.Error("there are no fonts")
	}
	for _, f := range all {
		known := strings.Contains(strings.ToLower(f.name), "liberationserif") || strings.HasPrefix(f.name, "TimesNewRoman")
		if !known || !f.embedded {
			t.Errorf("%s, embedded: %v; want Liberation Serif 2 within the file (Debian: apt-get install fonts-liberation2)", f.name, f.embedded)
		}
	}
}

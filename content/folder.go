package content

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTextFile bounds what is parsed at all: the longest plan is a few dozen
// kilobytes, and a parser is no place for a mistaken video.
const maxTextFile = 1 << 20

// folder reads the files of a campaign and remembers their content for the digest.
type folder struct {
	fsys fs.FS
	ms   *mistakes
	read map[string][]byte // by name; text files normalised
}

// text reads a text file, normalised: UTF-8 in NFC (Apple's keyboards and file
// systems give NFD), line ends as \n, without a byte order mark. ok is false
// when the file is missing or something is wrong with it.
func (f *folder) text(name string) (src string, ok bool) {
	raw, err := f.bytes(name, maxTextFile, "file_large")
	if err != nil {
		return "", false
	}
	if at := invalidUTF8(raw); at >= 0 {
		f.ms.add(pos{name, 1 + strings.Count(normalise(string(raw[:at])), "\n")}, "not_utf8", nil)
		return "", false
	}
	src = normalise(string(raw))
	f.read[name] = []byte(src)
	return src, true
}

// bytes reads a file of at most most bytes. A missing file is fs.ErrNotExist and
// not yet a mistake; everything else is reported as one.
func (f *folder) bytes(name string, most int64, tooLarge string) ([]byte, error) {
	info, err := fs.Stat(f.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", name)
	}
	if err != nil {
		f.ms.add(pos{file: name}, "file_unreadable", nil)
		return nil, err
	}
	if info.Size() > most {
		f.ms.add(pos{file: name}, tooLarge, data{"Size": megabytes(info.Size()), "Most": megabytes(most)})
		return nil, fmt.Errorf("%s is too large", name)
	}
	raw, err := fs.ReadFile(f.fsys, name)
	if err != nil {
		f.ms.add(pos{file: name}, "file_unreadable", nil)
		return nil, err
	}
	f.read[name] = raw
	return raw, nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/(1<<20)) }

// actual returns the name under which the folder holds a file. Apple's file systems
// decompose the letters of names, which are written composed in the texts.
func (f *folder) actual(name string) string {
	if f.exists(name) {
		return name
	}
	dir, base := path.Dir(name), path.Base(name)
	entries, err := fs.ReadDir(f.fsys, dir)
	if err != nil {
		return name // whoever reads it finds out
	}
	for _, e := range entries {
		if norm.NFC.String(e.Name()) == base {
			return path.Join(dir, e.Name())
		}
	}
	return name
}

func (f *folder) exists(name string) bool {
	_, err := fs.Stat(f.fsys, name)
	return err == nil
}

// glob lists the files of a directory with the extension, by name.
func (f *folder) glob(dir, ext string) []string {
	entries, err := fs.ReadDir(f.fsys, dir)
	if err != nil {
		return nil // no such directory: an empty one
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ext && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, path.Join(dir, e.Name()))
		}
	}
	return names
}

// strays warns of files that look like content but stand where nothing reads them.
func (f *folder) strays() {
	err := fs.WalkDir(f.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(base, "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir() || f.read[name] != nil || strings.EqualFold(base, "README.md"):
		case slices.Contains([]string{".md", ".yaml", ".yml", ".csv"}, strings.ToLower(path.Ext(name))):
			// A file with a mistake of its own has been found by its reader.
			if !slices.ContainsFunc(f.ms.list, func(m Mistake) bool { return m.File == name }) {
				f.ms.warn(pos{file: name}, "stray_file", nil)
			}
		}
		return nil
	})
	if err != nil {
		f.ms.add(pos{file: "."}, "file_unreadable", nil)
	}
}

// digest is the SHA-256 over all files read, by name.
func (f *folder) digest() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f.read)) {
		hashPart(h, []byte(name))
		hashPart(h, f.read[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// hashPart adds a part with its length, so that no two lists of parts hash alike.
func hashPart(h hash.Hash, part []byte) {
	fmt.Fprintf(h, "%d:", len(part)) // a hash's Write never fails
	h.Write(part)
}

// normalise returns text as the readers want it; see folder.text.
func normalise(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return norm.NFC.String(s)
}

// invalidUTF8 returns where the first invalid byte stands, or -1.
func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// inOrder makes the bytes of a workbook depend on what is in it alone: streamed sheets
// and the list of parts come in any order. Nothing but that list is compressed anew.
func inOrder(raw []byte) ([]byte, error) {
	from, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("order workbook: %w", err)
	}
	slices.SortFunc(from.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		if f.Name == contentTypes {
			err = orderTypes(to, f)
		} else {
			err = to.Copy(f)
		}
		if err != nil {
			return nil, fmt.Errorf("order workbook: %s: %w", f.Name, err)
		}
	}
	if err := to.Close(); err != nil {
		return nil, fmt.Errorf("order workbook: %w", err)
	}
	return out.Bytes(), nil
}

const contentTypes = "[Content_Types].xml"

var partType = regexp.MustCompile(`<(?:Default|Override) [^>]*>(?:</(?:Default|Override)>)?`)

// orderTypes writes the list of parts in the order of the alphabet.
func orderTypes(to *zip.Writer, f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	list, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	parts := partType.FindAllString(string(list), -1)
	slices.Sort(parts)
	i := 0
	ordered := partType.ReplaceAllStringFunc(string(list), func(string) string { i++; return parts[i-1] })
	return add(to, contentTypes, []byte(ordered))
}

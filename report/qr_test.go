package report

import (
	"bytes"
	"image"
	"image/png"
	"os/exec"
	"strings"
	"testing"
)

func decoded(t *testing.T, raw []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func dark(picture image.Image, x, y int) bool {
	r, _, _, _ := picture.At(x, y).RGBA()
	return r < 0x8000
}

// TestQREdge: four squares of white all around, then the corner marks.
func TestQREdge(t *testing.T) {
	t.Parallel()
	const pixels, edge = 3, 4
	raw, err := QR("https://t.me/loa_bot?start=m_0123456789abcdef", pixels)
	if err != nil {
		t.Fatal(err)
	}
	picture := decoded(t, raw)
	side := picture.Bounds().Dx()
	if side != picture.Bounds().Dy() || side%pixels != 0 {
		t.Fatalf("the picture is %v", picture.Bounds())
	}
	for i := range side {
		for j := range edge * pixels {
			for _, at := range [][2]int{{i, j}, {j, i}, {i, side - 1 - j}, {side - 1 - j, i}} {
				if dark(picture, at[0], at[1]) {
					t.Fatalf("%v is dark within the edge", at)
				}
			}
		}
	}
	first, last := edge*pixels, side-1-edge*pixels
	for _, at := range [][2]int{{first, first}, {last, first}, {first, last}} {
		if !dark(picture, at[0], at[1]) {
			t.Errorf("there is no corner mark at %v", at)
		}
	}
	if dark(picture, first+pixels, first+pixels) { // one square in
		t.Error("squares are not as large as asked for")
	}
}

func TestQRRefuses(t *testing.T) {
	t.Parallel()
	for text, pixels := range map[string]int{"": 4, "a": 0, strings.Repeat("a", 5000): 4} {
		if raw, err := QR(text, pixels); err == nil {
			t.Errorf("%.10q with %d pixels: %d bytes, want an error", text, pixels, len(raw))
		}
	}
}

// TestQRScans reads a code with a scanner of others.
func TestQRScans(t *testing.T) {
	t.Parallel()
	scanner := program(t, "zbarimg", "zbar-tools")
	const link = "https://t.me/loa_bot?start=m_AbC-0123456789_xyz"
	raw, err := QR(link, codePixels)
	if err != nil {
		t.Fatal(err)
	}
	scan := exec.CommandContext(t.Context(), scanner, "--quiet", "--raw", "png:-")
	scan.Stdin = bytes.NewReader(raw)
	out, err := scan.Output()
	if got := strings.TrimSpace(string(out)); err != nil || got != link {
		t.Errorf("it reads %q, %v; want %q", got, err, link)
	}
}

package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"codeberg.org/go-pdf/fpdf"
)

// pdfPicture is a picture as the file has it.
type pdfPicture struct {
	name  string
	wider float64 // than what was asked for, by the edge that was put to it
}

// drawPicture draws a picture; the same one twice is stored once.
func (p *pdfPages) drawPicture(i Image, x, y float64) {
	options := fpdf.ImageOptions{ImageType: "PNG"}
	picture, known := p.pictures[string(i.PNG)]
	if !known {
		raw, wider, err := p.unlike(i.PNG)
		if err != nil {
			p.SetError(err)
			return
		}
		picture = pdfPicture{fmt.Sprintf("image%d", len(p.pictures)+1), wider}
		p.pictures[string(i.PNG)] = picture
		p.RegisterImageOptionsReader(picture.name, options, bytes.NewReader(raw))
	}
	p.ImageOptions(picture.name, x, y, float64(i.Width)*picture.wider, float64(i.Height), false, options, 0, "")
}

// unlike gives a picture a width that no other has, by a white edge on its right: fpdf
// puts pictures in the order of their widths, and those of one width in any.
func (p *pdfPages) unlike(raw []byte) (with []byte, wider float64, err error) {
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, 0, fmt.Errorf("read picture: %w", err)
	}
	size := picture.Bounds()
	width := size.Dx()
	for p.widths[width] {
		width++
	}
	p.widths[width] = true
	if width == size.Dx() {
		return raw, 1, nil
	}
	edged := image.NewRGBA(image.Rect(0, 0, width, size.Dy()))
	draw.Draw(edged, edged.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(edged, image.Rect(0, 0, size.Dx(), size.Dy()), picture, size.Min, draw.Over)
	var out bytes.Buffer
	if err := png.Encode(&out, edged); err != nil {
		return nil, 0, fmt.Errorf("write picture: %w", err)
	}
	return out.Bytes(), float64(width) / float64(size.Dx()), nil
}

package report

import (
	"fmt"

	"github.com/skip2/go-qrcode"
)

// QR draws a text, mostly a link, as a QR code in PNG. Every square is as many
// pixels wide as asked for; the white edge that scanners need is part of the
// picture, so that the code also works on a dark background.
func QR(text string, pixels int) ([]byte, error) {
	if pixels < 1 {
		return nil, fmt.Errorf("draw QR code: squares of %d pixels", pixels)
	}
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	png, err := code.PNG(-pixels) // negative: the size of a square
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	return png, nil
}

package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"loa"
)

// Limits of files (Bot API, sendPhoto and sendDocument). Sides are in pixels.
const (
	maxPhoto     = 10 << 20
	maxDocument  = 50 << 20
	maxSides     = 10000 // width and height together
	maxSideRatio = 20
)

// mediaTypes says what the content of a file with the extension must look like
// (net/http.DetectContentType). Other files are not sent to people's phones.
var mediaTypes = map[string]string{
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
	".pdf": "application/pdf", ".docx": "application/zip", ".xlsx": "application/zip", ".pptx": "application/zip",
}

// readMedia reads the file that goes with a post, and returns its bytes.
func (r *reader) readMedia(o object, p *loa.Post) []byte {
	s := o.text("media")
	if !s.ok {
		return nil
	}
	ext := strings.ToLower(path.Ext(s.text))
	want, known := mediaTypes[ext]
	switch {
	case !fs.ValidPath(s.text) || strings.ContainsAny(s.text, `\:`):
		r.add(s.at, "media_path", data{"Path": s.text})
		return nil
	case !known:
		r.add(s.at, "media_type", data{"Path": s.text})
		return nil
	}
	kind, most, tooLarge := loa.Document, int64(maxDocument), "document_large"
	if strings.HasPrefix(want, "image/") {
		kind, most, tooLarge = loa.Photo, maxPhoto, "photo_large"
	}
	p.MediaPath = r.actual(s.text)
	raw, err := r.bytes(p.MediaPath, most, tooLarge)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			r.add(s.at, "media_missing", data{"Path": s.text})
		}
		return nil
	}
	sum := sha256.Sum256(raw)
	p.Media = &loa.Media{Kind: kind, Name: path.Base(s.text), Digest: hex.EncodeToString(sum[:])}
	switch {
	case len(raw) == 0:
		r.add(s.at, "media_empty", data{"Path": s.text})
	case http.DetectContentType(raw) != want:
		r.add(s.at, "media_content", data{"Path": s.text, "Ext": ext, "Found": http.DetectContentType(raw)})
	case kind == loa.Photo:
		r.checkPhoto(s, raw, want)
	}
	return raw
}

// checkPhoto checks that a photo can be decoded and has sides that Telegram takes.
func (r *reader) checkPhoto(s scalar, raw []byte, mime string) {
	decode := jpeg.DecodeConfig
	if mime == "image/png" {
		decode = png.DecodeConfig
	}
	var size image.Config
	size, err := decode(bytes.NewReader(raw))
	long, short := max(size.Width, size.Height), min(size.Width, size.Height)
	switch {
	case err != nil || short <= 0:
		r.add(s.at, "photo_broken", data{"Path": s.text})
	case long+short > maxSides || long > maxSideRatio*short:
		r.add(s.at, "photo_sides", data{"Path": s.text, "Width": size.Width, "Height": size.Height})
	}
}

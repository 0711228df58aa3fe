package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/rs/zerolog"
	qrcode "github.com/skip2/go-qrcode"

	"loa"
)

// CheckinPath is where the check-in pages are; the page's name follows.
const CheckinPath = "/diemdanh/"

// boardTimeout bounds one look at the numbers; the page asks again after 2 s.
const boardTimeout = 5 * time.Second

//go:embed page
var pageFiles embed.FS

// Board is what a check-in page shows. There is no name in it.
type Board struct {
	Lang     loa.Lang
	Title    string
	When     string
	Note     string        // from when people are late, until when it goes
	Link     string        // the QR code, which can be tapped, too
	Left     time.Duration // until the link changes
	Code     string        // to say aloud
	Present  int
	Due      int
	Visitors int
	Words    BoardWords
}

// BoardWords are the fixed words of the page.
type BoardWords struct{ Scan, Say, Present, Visitors, Changes, Lost, Closed string }

// BoardOf returns what the page with the name shows now; loa.ErrNotFound where there
// is no such page, or no more.
type BoardOf func(ctx context.Context, page string) (Board, error)

// CheckinPages answers for the check-in pages and for nothing else.
type CheckinPages struct {
	of     BoardOf
	log    zerolog.Logger
	mux    *http.ServeMux
	page   *template.Template
	style  template.CSS
	script template.JS
	policy string
}

// NewCheckinPages makes the pages.
func NewCheckinPages(of BoardOf, log zerolog.Logger) (*CheckinPages, error) {
	page, err := template.ParseFS(pageFiles, "page/checkin.html")
	if err != nil {
		return nil, fmt.Errorf("read check-in page: %w", err)
	}
	style, err := pageFiles.ReadFile("page/checkin.css")
	if err != nil {
		return nil, fmt.Errorf("read check-in page: %w", err)
	}
	script, err := pageFiles.ReadFile("page/checkin.js")
	if err != nil {
		return nil, fmt.Errorf("read check-in page: %w", err)
	}
	p := &CheckinPages{
		of: of, log: log, mux: http.NewServeMux(), page: page,
		style: template.CSS(style), script: template.JS(script), // our own files
		policy: "default-src 'none'; connect-src 'self'; style-src " + hashOf(style) + "; script-src " + hashOf(script) +
			"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	}
	p.mux.HandleFunc("GET "+CheckinPath+"{page}", p.serve(p.html))
	p.mux.HandleFunc("GET "+CheckinPath+"{page}/now", p.serve(p.now))
	return p, nil
}

// hashOf names what may stand in the page (CSP level 3, hash-source).
func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// ServeHTTP implements http.Handler. The address of a page is its key, so it must
// not be kept, sent on or found.
func (p *CheckinPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Content-Security-Policy", p.policy)
	p.mux.ServeHTTP(w, r)
}

// serve looks the page up and has it written.
func (p *CheckinPages) serve(write func(Board) (contentType string, body []byte, err error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), boardTimeout)
		defer cancel()
		board, err := p.of(ctx, r.PathValue("page"))
		if errors.Is(err, loa.ErrNotFound) {
			http.NotFound(w, r)
			return
		}
		var contentType string
		var body []byte
		if err == nil {
			contentType, body, err = write(board)
		}
		if err != nil {
			p.log.Error().Err(err).Msg("check-in page cannot be shown")
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		if _, err := w.Write(body); err != nil {
			p.log.Debug().Err(err).Msg("client left before the answer")
		}
	}
}

// board is what of a Board changes, for the page's script.
type board struct {
	Link     string `json:"link"`
	QR       string `json:"qr"`   // an SVG path
	Size     int    `json:"size"` // of its square
	Code     string `json:"code"`
	Present  int    `json:"present"`
	Due      int    `json:"due"`
	Visitors int    `json:"visitors"`
	Seconds  int    `json:"seconds"` // until the QR code changes
}

func boardOf(b Board) (board, error) {
	path, size, err := drawQR(b.Link)
	seconds := int((b.Left + time.Second - 1) / time.Second)
	return board{b.Link, path, size, b.Code, b.Present, b.Due, b.Visitors, seconds}, err
}

func (p *CheckinPages) now(b Board) (string, []byte, error) {
	now, err := boardOf(b)
	if err != nil {
		return "", nil, err
	}
	body, err := json.Marshal(now)
	return "application/json", body, err
}

func (p *CheckinPages) html(b Board) (string, []byte, error) {
	now, err := boardOf(b)
	if err != nil {
		return "", nil, err
	}
	var page bytes.Buffer
	err = p.page.Execute(&page, struct {
		Board
		Now    board
		Style  template.CSS
		Script template.JS
	}{b, now, p.style, p.script})
	return "text/html; charset=utf-8", page.Bytes(), err
}

// drawQR draws a QR code as an SVG path, its quiet zone within the square of the
// size: without one many cameras see no code (ISO/IEC 18004, 6.3.8).
func drawQR(text string) (path string, size int, err error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", 0, fmt.Errorf("draw QR code: %w", err)
	}
	rows := code.Bitmap()
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				run(&b, from, y, x-from)
			}
		}
	}
	return b.String(), len(rows), nil
}

// run draws a row's dark modules that lie side by side.
func run(w io.Writer, x, y, long int) { fmt.Fprintf(w, "M%d %dh%dv1h-%dz", x, y, long, long) }

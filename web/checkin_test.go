package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	qrcode "github.com/skip2/go-qrcode"

	"loa"
	"loa/web"
)

const link = "https://t.me/loa_bot?start=c_12_abcdefghijklmnop_-ABCD"

func sample() web.Board {
	return web.Board{
		Lang: loa.Vietnamese, Title: `Sinh hoạt <chi bộ> "tháng 4"`, When: "19:30 thứ Sáu 05/04/2024", Note: "Sau 19:40 là muộn",
		Link: link, Left: 12*time.Second + time.Millisecond, Code: "0472", Present: 28, Due: 31, Visitors: 2,
		Words: web.BoardWords{Scan: "Quét", Say: "Nhắn", Present: "Có mặt", Visitors: "Khách", Changes: "Đổi sau", Lost: "Mất kết nối", Closed: "Đã đóng"},
	}
}

// checkinPages serves one page, by the name "12-key".
func checkinPages(t *testing.T, broken error) (ask func(method, path string) *http.Response, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	pages, err := web.NewCheckinPages(func(ctx context.Context, page string) (web.Board, error) {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("a look at the numbers has no deadline")
		}
		if page != "12-key" {
			return web.Board{}, fmt.Errorf("page: %w", loa.ErrNotFound)
		}
		return sample(), broken
	}, zerolog.New(log))
	if err != nil {
		t.Fatal(err)
	}
	return func(method, path string) *http.Response {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return w.Result()
	}, log
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCheckinPage(t *testing.T) {
	t.Parallel()
	ask, _ := checkinPages(t, nil)
	r := ask(http.MethodGet, "/diemdanh/12-key")
	text := body(t, r)
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("status %d, type %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
	for _, want := range []string{
		`<html lang="vi">`, `href="` + link + `"`, `>0472</strong>`, `>28</span>/<span`, `>31</span>`, `>13</dd>`, "Sau 19:40 là muộn",
		`<noscript><meta http-equiv="refresh" content="5"></noscript>`, html.EscapeString("Sinh hoạt <chi bộ>"),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(text, "<chi bộ>") || strings.Contains(text, "http://") || strings.Count(text, "https://") != 1 {
		t.Error("the title is read as HTML, or something is fetched from elsewhere")
	}
}

// TestCheckinPolicy: what stands in the page may run, and nothing else.
func TestCheckinPolicy(t *testing.T) {
	t.Parallel()
	ask, _ := checkinPages(t, nil)
	r := ask(http.MethodGet, "/diemdanh/12-key")
	text, policy := body(t, r), r.Header.Get("Content-Security-Policy")
	for _, part := range []string{"script", "style"} {
		m := regexp.MustCompile(`(?s)<` + part + `>(.*?)</` + part + `>`).FindStringSubmatch(text)
		if m == nil || len(m[1]) < 100 {
			t.Fatalf("no %s in the page", part)
		}
		sum := sha256.Sum256([]byte(m[1]))
		if want := part + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("the policy %s lacks %s: the browser would not use it", policy, want)
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
}

func TestCheckinNow(t *testing.T) {
	t.Parallel()
	ask, _ := checkinPages(t, nil)
	r := ask(http.MethodGet, "/diemdanh/12-key/now")
	var now struct {
		Link, QR, Code                        string
		Size, Present, Due, Visitors, Seconds int
	}
	if err := json.Unmarshal([]byte(body(t, r)), &now); err != nil {
		t.Fatal(err)
	}
	if now.Code != "0472" || now.Present != 28 || now.Due != 31 || now.Visitors != 2 || now.Seconds != 13 || now.Link != link {
		t.Errorf("got %+v", now)
	}
	code, err := qrcode.New(link, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := paint(t, now.QR, now.Size), code.Bitmap(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the path does not draw the code:\n%s", now.QR)
	}
}

// paint draws the path's runs.
func paint(t *testing.T, path string, size int) [][]bool {
	t.Helper()
	all := make([][]bool, size)
	for y := range all {
		all[y] = make([]bool, size)
	}
	const quiet = 4 // modules on each side
	for _, one := range strings.SplitAfter(path, "z") {
		var x, y, long, back int
		if one == "" {
			continue
		}
		if _, err := fmt.Sscanf(one, "M%d %dh%dv1h%dz", &x, &y, &long, &back); err != nil || back != -long {
			t.Fatalf("run %q: %v", one, err)
		}
		if x < quiet || y < quiet || x+long > size-quiet || y >= size-quiet {
			t.Errorf("run %q lies in the quiet zone", one)
		}
		for i := range long {
			all[y][x+i] = true
		}
	}
	return all
}

func TestCheckinIsNotFound(t *testing.T) {
	t.Parallel()
	ask, _ := checkinPages(t, nil)
	for _, tt := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/diemdanh/12-ke", http.StatusNotFound},
		{http.MethodGet, "/diemdanh/12-kez/now", http.StatusNotFound},
		{http.MethodGet, "/diemdanh/", http.StatusNotFound},
		{http.MethodGet, "/diemdanh/12-key/other", http.StatusNotFound},
		{http.MethodGet, "/", http.StatusNotFound},
		{http.MethodGet, "/metrics", http.StatusNotFound},
		{http.MethodPost, "/diemdanh/12-key", http.StatusMethodNotAllowed},
	} {
		r := ask(tt.method, tt.path)
		if r.StatusCode != tt.want {
			t.Errorf("%s %s: %d, want %d", tt.method, tt.path, r.StatusCode, tt.want)
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s %s: %s %q, want %q", tt.method, tt.path, name, got, want)
			}
		}
	}
}

// TestCheckinBroken: what went wrong is for the log, not for the page.
func TestCheckinBroken(t *testing.T) {
	t.Parallel()
	ask, log := checkinPages(t, errors.New("database is closed"))
	for _, path := range []string{"/diemdanh/12-key", "/diemdanh/12-key/now"} {
		if r := ask(http.MethodGet, path); r.StatusCode != http.StatusInternalServerError || strings.Contains(body(t, r), "database") {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if strings.Count(log.String(), "database is closed") != 2 || strings.Contains(log.String(), "12-key") {
		t.Errorf("log: %s", log)
	}
}

// TestCheckinServer: the pages' address has nothing of health and metrics.
func TestCheckinServer(t *testing.T) {
	t.Parallel()
	pages, err := web.NewCheckinPages(func(context.Context, string) (web.Board, error) { return sample(), nil }, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	s := web.NewCheckin("127.0.0.1:0", pages, zerolog.Nop())
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Listen(ctx); err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	b := &bundle{t: t, url: "http://" + s.Addr()}
	for path, want := range map[string]int{"/diemdanh/x": 200, "/metrics": 404, "/livez": 404, "/readyz": 404, "/debug/pprof/": 404} {
		if status, _, _ := b.get(path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	cancel()
	http.DefaultClient.CloseIdleConnections()
	if err := <-ran; err != nil {
		t.Error(err)
	}
	if err := web.NewCheckin("127.0.0.1:x", pages, zerolog.Nop()).Listen(t.Context()); err == nil || !strings.Contains(err.Error(), "check-in pages") {
		t.Errorf("a wrong address: %v", err)
	}
}

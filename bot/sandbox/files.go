package sandbox

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // formats in which photos are accepted
	_ "image/jpeg" // …
	_ "image/png"  // …
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Sizes of files in bytes (Bot API, Sending files and getFile).
const (
	maxDocument = 50 << 20
	maxPhoto    = 10 << 20
	maxDownload = 20 << 20
)

// file is something sent once. It may be sent again by its file_id.
type file struct {
	id, unique    string
	name, mime    string
	path          string
	data          []byte
	photo         bool
	asked         bool // getFile has told its path
	width, height int
}

// store keeps a file, an image if it is to be a photo.
func (s *Sandbox) store(name string, data []byte, photo bool) (*file, error) {
	f := &file{name: path.Base(name), data: data, photo: photo, mime: http.DetectContentType(data)}
	if photo {
		config, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("read image: %w", err)
		}
		f.width, f.height = config.Width, config.Height
	}
	s.lastFile++
	f.unique = fmt.Sprintf("AQAD%08d", s.lastFile)
	f.id = "BQACAgUAAxk" + f.unique
	f.path = "documents/file_" + strconv.Itoa(s.lastFile) + path.Ext(f.name)
	if photo {
		f.id = "AgACAgUAAxk" + f.unique
		f.path = "photos/file_" + strconv.Itoa(s.lastFile) + path.Ext(f.name)
		s.files[f.small()] = f
	}
	s.files[f.id] = f
	s.fileByPath[f.path] = f
	return f, nil
}

// small is the id of the photo's small size: every size has an id of its own.
func (f *file) small() string { return f.id + "s" }

func (f *file) sizes() []wirePhoto {
	big := wirePhoto{FileID: f.id, UniqueID: f.unique, Width: f.width, Height: f.height, Size: len(f.data)}
	if f.width <= 90 && f.height <= 90 {
		return []wirePhoto{big}
	}
	side := max(f.width, f.height)
	small := wirePhoto{
		FileID: f.small(), UniqueID: f.unique + "s", Size: min(1500, len(f.data)),
		Width: max(1, f.width*90/side), Height: max(1, f.height*90/side),
	}
	return []wirePhoto{small, big}
}

func (f *file) document() *wireDocument {
	return &wireDocument{FileID: f.id, UniqueID: f.unique, Name: f.name, Mime: f.mime, Size: len(f.data)}
}

// sent returns the file of a parameter: a part of the form, or a file_id of
// something sent before (Bot API, Sending files).
func (s *Sandbox) sent(q *request, name string, photo bool) *file {
	value := q.params[name]
	up, part := q.files[name]
	if attached, ok := strings.CutPrefix(value, "attach://"); ok {
		if up, part = q.files[attached]; !part {
			q.broke("can't find attached file", value+" has no file part", "Bot API, Sending files")
			return nil
		}
	}
	if part {
		return s.uploaded(q, name, up, photo)
	}
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		q.broke("failed to get HTTP URL content", "the sandbox fetches no files from the network", q.source())
		return nil
	}
	f := s.files[value]
	switch {
	case q.err != nil:
		return nil
	case f == nil:
		q.err = badRequest("wrong file identifier/HTTP URL specified")
	case f.photo != photo:
		// "It's not possible to change the file type when resending by file_id" (Bot API, Sending files).
		q.broke("type of file mismatch", name+" is given the file_id of another kind of file", "Bot API, Sending files")
	}
	return f
}

func (s *Sandbox) uploaded(q *request, name string, up upload, photo bool) *file {
	most := maxDocument
	if photo {
		most = maxPhoto
	}
	if wrong := fits(up.data, most); wrong != "" {
		q.broke("file is too big", name+": "+wrong, "Bot API, Sending files")
	}
	if len(up.data) == 0 {
		q.broke("file must be non-empty", name+" is an empty file", "Bot API, Sending files")
	}
	if q.err != nil {
		return nil
	}
	f, err := s.store(up.name, up.data, photo)
	if err != nil {
		q.broke("IMAGE_PROCESS_FAILED", "photo is no image", "Bot API, sendPhoto")
		return nil
	}
	// "The photo's width and height must not exceed 10000 in total. Width and height ratio must be at most 20."
	if w, h := f.width, f.height; photo && (w+h > 10000 || w > 20*h || h > 20*w) {
		q.broke("PHOTO_INVALID_DIMENSIONS", fmt.Sprintf("photo of %d×%d: at most 10000 in total, and a ratio of at most 20", w, h), "Bot API, sendPhoto")
	}
	return f
}

func getFile(s *Sandbox, q *request) (any, *apiError) {
	f := s.files[q.params["file_id"]]
	if f == nil {
		return nil, badRequest("invalid file_id")
	}
	if fits(f.data, maxDownload) != "" {
		return nil, badRequest("file is too big")
	}
	f.asked = true
	return map[string]any{"file_id": f.id, "file_unique_id": f.unique, "file_size": len(f.data), "file_path": f.path}, nil
}

// serveFile serves a file whose path getFile has told: there is no other way to know
// it (Bot API, getFile).
func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request) {
	token, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/file/bot"), "/")
	if token != s.Token() {
		s.refuse(w, "file", unauthorized())
		return
	}
	s.mu.Lock()
	f := s.fileByPath[name]
	told := f != nil && f.asked
	s.mu.Unlock()
	switch {
	case r.Method != http.MethodGet:
		s.refuse(w, "file", &apiError{code: http.StatusMethodNotAllowed, text: "Method Not Allowed"})
		return
	case !told:
		s.refuse(w, "file", &apiError{code: http.StatusNotFound, text: "Not Found"})
		return
	}
	s.count("file", http.StatusOK)
	w.Header().Set("Content-Type", "application/octet-stream")
	// An error here means that the client has left.
	_, _ = w.Write(f.data)
}

package telegram

import (
	"encoding/json"
	"fmt"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// attachment reads the photo or document of a private message. Its bytes are not
// fetched: Telegram sends a file on by its id. What Loa cannot send on is media
// without a digest and a file id, so that the sender can be told; stickers,
// voices and other passing talk are no media at all.
func (m *wireMessage) attachment() (media *loa.Media, fileID string, err error) {
	switch {
	case present(m.Photo):
		return m.photo()
	case present(m.Animation): // comes with a document too, which is no document to sendDocument
		return unsendable(m.Animation)
	case present(m.Document):
		return m.document()
	case present(m.Video):
		return unsendable(m.Video)
	case present(m.Audio):
		return unsendable(m.Audio)
	}
	return nil, "", nil
}

// photo returns the photo in its largest size (Message, photo: available sizes).
func (m *wireMessage) photo() (*loa.Media, string, error) {
	var sizes []wireFile
	if err := json.Unmarshal(m.Photo, &sizes); err != nil {
		return nil, "", fmt.Errorf("decode photo: %w", err)
	}
	var largest wireFile
	for _, size := range sizes {
		if size.Width*size.Height >= largest.Width*largest.Height {
			largest = size
		}
	}
	return largest.media(loa.Photo)
}

func (m *wireMessage) document() (*loa.Media, string, error) {
	var f wireFile
	if err := json.Unmarshal(m.Document, &f); err != nil {
		return nil, "", fmt.Errorf("decode document: %w", err)
	}
	if f.Size > maxDocument {
		f.ID = ""
	}
	return f.media(loa.Document)
}

// unsendable returns the name of a file whose kind Loa does not send: a file id
// keeps its kind (Bot API, "Sending files").
func unsendable(raw json.RawMessage) (*loa.Media, string, error) {
	var f wireFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, "", fmt.Errorf("decode file: %w", err)
	}
	f.ID = ""
	return f.media(loa.Document)
}

// media names the file by file_unique_id, which is the same for the same file
// however often and by whomever it is sent (Bot API, PhotoSize and Document).
func (f wireFile) media(kind loa.MediaKind) (*loa.Media, string, error) {
	m := &loa.Media{Kind: kind, Name: norm.NFC.String(f.Name)}
	if f.ID == "" || f.Unique == "" {
		return m, "", nil
	}
	m.Digest = "telegram:" + f.Unique
	return m, f.ID, nil
}

package content

import (
	"strings"
	"testing"
	"testing/fstest"

	"loa"
)

func TestDefaultFolder(t *testing.T) {
	t.Parallel()
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	campaign, mistakes := Read(Default())
	// The plan came without its outline: that is the one thing worth noting.
	noted := 0
	for _, m := range mistakes {
		if m.Warning && m.Key == "check.outline_placeholder" {
			noted++
			continue
		}
		t.Error(c.Mistake(loa.English, m))
	}
	if noted != 1 {
		t.Errorf("that the outline is a placeholder is noted %d times, want once", noted)
	}
	if campaign == nil {
		t.Fatal("the embedded campaign cannot be read")
	}
}

// FuzzRead sees to it that no campaign file, however broken, takes the reader down.
func FuzzRead(f *testing.F) {
	f.Add(validCampaign, validPost, validQuiz)
	f.Add("id: &a [*a]\n", "---\n? [a]\n---\n", "questions: [[], {}, ~, 1]")
	f.Add("\t", "---\n\t\n---", "{")
	f.Add("strands: {id: [}", "---\n--- \n**", "questions:\n- options: x\n  options: y")
	f.Fuzz(func(t *testing.T, campaign, post, quiz string) {
		files := validFolder()
		files["campaign.yaml"] = &fstest.MapFile{Data: []byte(campaign)}
		files["posts/mo-man.md"] = &fstest.MapFile{Data: []byte(post)}
		files["quizzes/one.yaml"] = &fstest.MapFile{Data: []byte(quiz)}
		c, found := Read(files)
		if (c == nil) != (&mistakes{list: found}).fatal() {
			t.Errorf("campaign %v with:\n%s", c != nil, show(t, found))
		}
		for _, m := range found {
			lines := 1
			if file, ok := files[m.File]; ok { // a folder has no lines
				lines += strings.Count(string(file.Data), "\n") + strings.Count(string(file.Data), "\r")
			}
			if m.Line < 0 || m.Line > lines {
				t.Errorf("a mistake outside the file: %+v", m)
			}
		}
	})
}

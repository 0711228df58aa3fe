package content

import (
	"testing"

	"loa"
)

func TestDefaultFolder(t *testing.T) {
	t.Parallel()
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	campaign, mistakes := Read(Default())
	for _, m := range mistakes {
		t.Error(c.Mistake(loa.English, m))
	}
	if campaign == nil {
		t.Fatal("the embedded campaign cannot be read")
	}
}

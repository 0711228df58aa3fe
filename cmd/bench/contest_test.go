package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestMain lets the test binary be the program, which starts itself.
func TestMain(m *testing.M) {
	if os.Getenv(asBench) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestContest plays a small contest through the sandbox: 60 members, 5 questions.
func TestContest(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"contest", "--members", "60", "--questions", "5", "--crowd", "12"}, &out, &errs)
	if status != 0 || !strings.Contains(out.String(), "deviations 0") {
		t.Errorf("status %d:\n%s%s", status, &out, &errs)
	}
	t.Log(out.String())
}

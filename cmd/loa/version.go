package main

import (
	"fmt"
	"runtime/debug"
)

// release is set when a release is built (-ldflags "-X main.release=…").
var release string //nolint:gochecknoglobals // the linker writes it

// versionCmd says which Loa this is.
type versionCmd struct{}

// Run is the command.
func (c *versionCmd) Run(e *env) error {
	_, err := fmt.Fprintln(e.stdout, "loa", version())
	return err
}

// version is the release, else the commit it was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " (changed)"
		}
	}
	if commit == "" {
		return "development, " + info.GoVersion
	}
	return fmt.Sprintf("development %.12s%s, %s", commit, changed, info.GoVersion)
}

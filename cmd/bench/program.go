package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"loa"
)

const (
	unit     loa.UnitID    = "cb-1"
	kind     loa.GroupKind = "cell"
	postText               = "Một bài, mỗi nhóm một lần."
)

// writeCampaign writes a campaign with one post of the day, without quiet hours,
// that may still go out two days later.
func writeCampaign(dir string, day loa.Date) error {
	files := map[string]string{
		"campaign.yaml": `id: crash
name: Thử gián đoạn
theme: Thử gián đoạn
event: 1954-05-07
basis:
  - {number: 01-KH/ĐU, date: 2024-03-01, issuer: Đảng ủy phường, title: Kế hoạch}
period: {from: 01-01, until: 12-31}
peak: {from: 01-01, until: 12-31}
cadence:
  peak: {at: "00:00", per_day: 1}
  outside: {at: "00:00", per_day: 1}
lateness: 48h
strands:
  - {id: M1, name: Diễn biến}
kinds:
  - {id: cell, name: Chi bộ}
units:
  - {id: cb-1, name: Chi bộ 1, kind: cell}
recipients:
  - {name: Ban Tuyên giáo cấp trên, medium: electronic}
`,
		"sources.yaml":  "sources:\n  - {id: H01, name: Báo Nhân Dân, ref: nhandan.vn}\n",
		"outline.md":    "## Mạch M1\n\nNội dung.\n",
		"posts/post.md": fmt.Sprintf("---\nid: post\ntitle: Bài thử\ndate: %v\nstrand: M1\nsource: [H01]\ngrade: A\nmilestone: true\n---\n%s\n", day, postText),
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// program is a running loa serve.
type program struct {
	cmd   *exec.Cmd
	ended context.Context // done when it has ended; the cause tells how
}

// serve starts loa serve. What it writes is added to the round's log.
func (r *round) serve() (*program, error) {
	log, err := os.OpenFile(filepath.Join(r.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()                   // the child has its own
	cmd := exec.Command(r.loa, "serve") //nolint:noctx // ended by kill and stop
	cmd.Dir = r.dir
	cmd.Env = []string{
		"LOA_TELEGRAM_TOKEN=" + r.Token(), "LOA_TELEGRAM_API=" + r.url, "LOA_DATABASE=" + r.database(),
		"LOA_CAMPAIGN=" + r.campaign(), "LOA_LISTEN=127.0.0.1:0",
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start loa: %w", err)
	}
	ended, end := context.WithCancelCause(context.Background())
	go func() {
		err := cmd.Wait()
		if err == nil {
			err = errors.New("exit status 0")
		}
		end(err)
	}()
	return &program{cmd, ended}, nil
}

// kill ends the program with no warning.
func (p *program) kill() error {
	if p.ended.Err() != nil {
		return fmt.Errorf("loa ended by itself: %w", context.Cause(p.ended))
	}
	err := p.cmd.Process.Kill()
	<-p.ended.Done()
	return err
}

// stop ends the program in order.
func (p *program) stop() error {
	if p.ended.Err() != nil {
		return fmt.Errorf("loa ended by itself: %w", context.Cause(p.ended))
	}
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.ended.Done()
	return err
}

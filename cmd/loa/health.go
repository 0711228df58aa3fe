package main

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthCmd asks a serving Loa on this machine whether it is alive, for
// containers that have no shell.
type healthCmd struct{}

// Run is the command.
func (c *healthCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return fmt.Errorf("read address %s: %w", cfg.Listen, err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	req, err := http.NewRequestWithContext(e.ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/livez", nil)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	resp, err := (&http.Client{Timeout: 3 * time.Second}).Do(req)
	if err != nil {
		return fmt.Errorf("ask Loa: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("ask Loa: %s", resp.Status)
	}
	return nil
}

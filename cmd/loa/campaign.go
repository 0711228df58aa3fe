package main

// campaignCmd holds the commands about a campaign folder.
type campaignCmd struct {
	ReadAloud readAloudCmd `cmd:"" help:"${cli_read_aloud}"`
}

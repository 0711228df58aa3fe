package main

// campaignCmd helps those who write a campaign folder.
type campaignCmd struct {
	New       campaignNewCmd      `cmd:"" help:"${cli_campaign_new}"`
	Coverage  campaignCoverageCmd `cmd:"" help:"${cli_campaign_coverage}"`
	ReadAloud readAloudCmd        `cmd:"" help:"${cli_read_aloud}"`
}

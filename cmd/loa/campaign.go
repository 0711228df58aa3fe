package main

// campaignCmd helps those who write a campaign folder.
type campaignCmd struct {
	Coverage campaignCoverageCmd `cmd:"" help:"${cli_campaign_coverage}"`
}

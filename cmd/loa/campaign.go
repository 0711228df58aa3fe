package main

// campaignCmd works on campaign folders.
type campaignCmd struct {
	New campaignNewCmd `cmd:"" help:"${cli_campaign_new}"`
}

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot/zalo"
	"loa/campaign"
	"loa/config"
	"loa/storage"
)

// zaloCmd is about bots on Zalo.
type zaloCmd struct {
	Plan  zaloPlanCmd  `cmd:"" help:"${cli_zalo_plan}"`
	Probe zaloProbeCmd `cmd:"" help:"${cli_zalo_probe}"`
}

// zaloPlanCmd says which group goes to which bot, and what the month costs. It reads only,
// beside a serving Loa or without one.
type zaloPlanCmd struct {
	Groups string `help:"${cli_zalo_groups}" placeholder:"FILE.csv" type:"path"`
	Bots   int    `help:"${cli_zalo_bots}" placeholder:"N"`
	Month  string `help:"${cli_zalo_month}" placeholder:"YEAR-MONTH"`
}

// Run is the command.
func (c *zaloPlanCmd) Run(e *env) error {
	cfg, err := e.load()
	if err != nil {
		return err
	}
	_, plan, err := openFolder(e, cfg.Campaign)
	if err != nil {
		return err
	}
	now := time.Now()
	month := loa.QuotaDay(now)
	if c.Month != "" {
		if month, err = loa.ParseDate(c.Month + "-01"); err != nil {
			return misuse{e.line("cli.zalo_bad_month", map[string]any{"Value": c.Month})}
		}
	}
	var wanted []campaign.WantedGroup
	if c.Groups != "" {
		if wanted, err = readWanted(e, c.Groups, plan); err != nil {
			return err
		}
	}
	bots := e.zaloBots(cfg)
	for i := len(bots); i < c.Bots; i++ {
		bots = append(bots, campaign.Bot{Name: e.line("quota.new_bot", map[string]any{"Number": i + 1})})
	}
	db, err := storage.Look(e.ctx, string(cfg.Database))
	if err != nil {
		return e.fileTrouble("operate.status", err, map[string]any{"Database": cfg.Database.String()})
	}
	service := campaign.New(db, e.catalog, campaign.Settings{Zone: cfg.Timezone, Lang: cfg.Language, Quota: cfg.Zalo.Limits}, func() time.Time { return now }, zerolog.Nop())
	for _, b := range bots {
		if b.ID != "" {
			service.AddBot(b)
		}
	}
	p, err := service.PlanZalo(e.ctx, plan, bots, wanted, month)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	e.sayZaloPlan(p)
	return nil
}

// zaloBots asks Zalo who the bots of the configuration are. One that cannot be asked is
// told of and left out.
func (e *env) zaloBots(cfg config.Config) []campaign.Bot {
	var bots []campaign.Bot
	for i, token := range cfg.Zalo.Tokens {
		adapter, err := zalo.New(zalo.Config{Token: string(token), API: cfg.Zalo.API, HTTP: &http.Client{}, Log: zerolog.Nop()})
		var me zalo.Me
		if err == nil {
			me, err = adapter.Connect(e.ctx)
		}
		if err != nil {
			e.tell("quota.not_asked", map[string]any{"Number": i + 1, "Problem": err.Error()})
			continue
		}
		name := me.Name
		if name == "" {
			name = me.Account
		}
		bots = append(bots, campaign.Bot{ID: me.Bot, Username: me.Account, Name: name, Can: adapter.Capabilities()})
	}
	return bots
}

// readWanted reads the list of groups: a name in each line, and the kind of group behind it
// where it is not the usual one. The first line may be a heading.
func readWanted(e *env, file string, plan *loa.Campaign) ([]campaign.WantedGroup, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, misuse{e.line("cli.cannot_read", map[string]any{"File": file, "Problem": err.Error()})}
	}
	defer f.Close()
	rows := csv.NewReader(f)
	rows.FieldsPerRecord, rows.TrimLeadingSpace = -1, true
	list := []campaign.WantedGroup{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, misuse{e.line("cli.cannot_read", map[string]any{"File": file, "Problem": err.Error()})}
		}
		line, _ := rows.FieldPos(0)
		name, kind := strings.TrimSpace(strings.TrimPrefix(row[0], "\uFEFF")), ""
		if len(row) > 1 {
			kind = strings.TrimSpace(row[1])
		}
		if kind == "" {
			kind = string(campaign.UsualKind(plan))
		}
		_, known := plan.Kind(loa.GroupKind(kind))
		switch {
		case name == "":
		case !known && line == 1: // the heading
		case !known:
			_, err := e.kindOf(plan, kind)
			return nil, errors.Join(misuse{e.line("cli.zalo_bad_line", map[string]any{"File": file, "Line": line})}, err)
		default:
			list = append(list, campaign.WantedGroup{Name: name, Kind: loa.GroupKind(kind)})
		}
	}
}

// sayZaloPlan prints a plan: bots with their groups, what each costs, what has no place.
func (e *env) sayZaloPlan(p campaign.ZaloPlan) {
	e.say("quota.plan_head", map[string]any{"Month": fmt.Sprintf("%02d/%d", p.Month.Month, p.Month.Year), "Bots": len(p.Bots)})
	over := 0
	for _, b := range p.Bots {
		if p.Over(b.BotPlan) > 0 {
			over++
		}
		e.say("quota.plan_bot", map[string]any{
			"Bot": b.Name, "Groups": b.Groups(), "MostGroups": p.Limits.Groups, "Messages": b.Messages, "Limit": p.Limits.Messages,
			"Over": p.Over(b.BotPlan), "Used": b.Quota.Counts.Used(), "People": b.Quota.People, "MostPeople": p.Limits.People, "PeopleNear": b.Quota.PeopleNear(),
		})
		for _, g := range b.Bound {
			e.say("quota.plan_bound", map[string]any{"Group": g.Name, "Messages": g.Messages})
		}
		for _, g := range b.Given {
			e.say("quota.plan_given", map[string]any{"Group": g.Name, "Messages": g.Messages})
		}
	}
	if len(p.Left) > 0 {
		e.say("quota.plan_left", map[string]any{"Count": len(p.Left), "Bots": p.Missing()})
		for _, g := range p.Left {
			e.say("quota.plan_relay", map[string]any{"Group": g.Name, "Messages": g.Messages})
		}
	}
	e.say("quota.plan_cost", map[string]any{"Over": over, "Price": dong(campaign.ZaloPro), "Sum": dong(over * campaign.ZaloPro)})
}

// dong writes an amount with dots between the thousands.
func dong(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

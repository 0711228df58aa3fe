package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/bot"
	"loa/campaign"
	"loa/content"
	"loa/storage"
)

const (
	wardBot              = loa.BotID("telegram:9000")
	committee loa.UnitID = "dang-uy"
	speaks               = loa.Vietnamese
	wardYear             = 2025
	fewest               = 3 // members of a unit: a cell of the Party has no fewer
	adminID   loa.ChatID = "1"
	exemptOf             = 20 // one member in so many is excused from meetings
	awayOf               = 50 // and one is for a time at another unit
)

// wardSize says how large a ward is.
type wardSize struct{ units, members, groups int }

// ward is a Loa with a ward that has used it for long: rolls are imported, accounts
// linked, consents given, groups bound. The clock stands where it is put.
type ward struct {
	db       *storage.DB
	service  *campaign.Service
	bot      *bot.Bot
	catalog  *content.Catalog
	zone     *time.Location
	now      time.Time
	cells    []*cell
	people   int
	official loa.Sender
}

// cell is an organisation that meets.
type cell struct {
	id        loa.UnitID
	groups    []loa.ChatID
	secretary *person
	own       []*person // on its roll, whether due or not
	due       []*person // must come: own ones and guests
	roll      loa.Figures
}

// person is a member with a telephone.
type person struct {
	id    loa.MemberID
	name  string
	who   loa.Sender
	chat  loa.ChatID // with Loa, in private
	group loa.ChatID // in which the person reads
}

// newWard opens the database, which must be empty, and fills it.
func newWard(ctx context.Context, target, folder string, size wardSize) (w *ward, err error) {
	w = &ward{official: from("2")}
	if w.zone, err = time.LoadLocation(loa.DefaultZone); err != nil {
		return nil, err
	}
	if w.catalog, err = content.NewCatalog(); err != nil {
		return nil, err
	}
	if w.db, err = storage.Open(ctx, target); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.db.Close())
		}
	}()
	w.now = time.Date(wardYear, 1, 2, 7, 0, 0, 0, w.zone)
	if err := w.serve(ctx, folder); err != nil {
		return nil, err
	}
	err = w.db.Update(ctx, func(tx *storage.Tx) error { return w.settle(tx, size) })
	return w, err
}

// serve puts the program together as loa serve does, without a platform. The
// campaign has one post, from before the groups were bound.
func (w *ward) serve(ctx context.Context, folder string) error {
	if err := writeCampaign(folder, loa.Date{Year: wardYear, Month: 1, Day: 1}); err != nil {
		return err
	}
	c, mistakes := content.Read(os.DirFS(folder))
	if c == nil {
		return fmt.Errorf("read campaign: %v", mistakes)
	}
	w.service = campaign.New(w.db, w.catalog, campaign.Settings{
		Zone: w.zone, Lang: speaks, Admins: []loa.Account{from(adminID).Account},
	}, func() time.Time { return w.now }, zerolog.Nop())
	if err := w.service.Adopt(ctx, c, os.DirFS(folder)); err != nil {
		return err
	}
	w.service.AddBot(campaign.Bot{ID: wardBot, Username: "loa_bot", Can: loa.Capabilities{
		Buttons: true, Polls: true, Edits: true, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200,
	}})
	w.bot = bot.New(wardBot, w.service)
	return nil
}

// settle stores the units and all who belong to them.
func (w *ward) settle(tx *storage.Tx, size wardSize) error {
	have, err := tx.CountGroups()
	if err != nil {
		return err
	}
	if len(have) > 0 {
		return errors.New("the database has groups already; name an empty one")
	}
	units := loa.Units{{ID: committee, Name: "Đảng ủy phường", Kind: "committee"}}
	for i, members := range shares(size.units, size.members) {
		c := &cell{id: loa.UnitID(fmt.Sprintf("cb-%d", i+1))}
		units = append(units, loa.Unit{ID: c.id, Parent: committee, Name: fmt.Sprintf("Chi bộ %d", i+1), Kind: "cell"})
		w.cells = append(w.cells, c)
		if err := w.bind(tx, c, i, size); err != nil {
			return err
		}
		for range members {
			if err := w.enrol(tx, c); err != nil {
				return err
			}
		}
		c.secretary = c.own[0]
		if err := w.grant(tx, c.secretary.who.Account, c.id, loa.Secretary); err != nil {
			return err
		}
	}
	if err := tx.SaveUnits(units); err != nil {
		return err
	}
	if err := w.stand(tx); err != nil {
		return err
	}
	if err := w.grant(tx, w.official.Account, committee, loa.Official); err != nil {
		return err
	}
	return tx.SavePerson(loa.Person{Account: w.official.Account, Chat: loa.ChatID(w.official.Account.ID), Open: true})
}

func (w *ward) grant(tx *storage.Tx, to loa.Account, unit loa.UnitID, role loa.Role) error {
	return tx.AddGrant(loa.Grant{Account: to, Unit: unit, Role: role}, from(adminID).Account, w.now)
}

// shares divides the members among the units: some have many times as many as others.
func shares(units, members int) []int {
	weight := func(i int) int { return 1 + i*5%8 }
	sum := 0
	for i := range units {
		sum += weight(i)
	}
	all, rest := make([]int, units), members-units*fewest
	for i := range all {
		all[i] = fewest + rest*weight(i)/sum
	}
	given := 0
	for _, n := range all {
		given += n
	}
	for i := range members - given { // what rounding left
		all[i]++
	}
	return all
}

// bind gives the unit its share of the groups.
func (w *ward) bind(tx *storage.Tx, c *cell, i int, size wardSize) error {
	for n := i; n < size.groups; n += size.units {
		chat := loa.ChatID(fmt.Sprintf("-%d", 1000+n))
		_, err := tx.SaveGroup(loa.Group{
			Bot: wardBot, Chat: chat, Title: fmt.Sprintf("Chi bộ %d", i+1), Unit: c.id, Kind: kind, Lang: speaks,
			State: loa.GroupActive, BoundAt: w.now, BoundBy: from(adminID).Account,
		})
		if err != nil {
			return err
		}
		c.groups = append(c.groups, chat)
	}
	return nil
}

// enrol puts a new person on the unit's roll, who has linked an account and agreed
// to reply with it and to be reminded.
func (w *ward) enrol(tx *storage.Tx, c *cell) (err error) {
	w.people++
	p := &person{name: nameOf(w.people), chat: loa.ChatID(fmt.Sprint(100_000 + w.people)), group: c.groups[len(c.own)%len(c.groups)]}
	p.who = from(p.chat)
	c.own = append(c.own, p)
	if p.id, err = tx.SaveMember(loa.Member{Name: p.name}); err != nil {
		return err
	}
	if err := tx.SaveMembership(loa.Membership{Member: p.id, Unit: c.id, Kind: loa.FullMember}); err != nil {
		return err
	}
	if err := tx.LinkAccount(loa.Link{Account: p.who.Account, Member: p.id, At: w.now, By: p.who.Account}); err != nil {
		return err
	}
	for _, purpose := range []loa.Purpose{loa.PurposeReminders, loa.PurposeAttendance} {
		if err := tx.GiveConsent(loa.Consent{Member: p.id, Purpose: purpose, Version: purpose.Version(), Given: w.now}); err != nil {
			return err
		}
	}
	return tx.SavePerson(loa.Person{Account: p.who.Account, Chat: p.chat, Open: true})
}

// stand decides who is due where: most at their own unit, some are excused, some for
// a time at the next unit.
func (w *ward) stand(tx *storage.Tx) error {
	for i, c := range w.cells {
		next := w.cells[(i+1)%len(w.cells)]
		c.roll.Total = len(c.own)
		for _, p := range c.own {
			switch {
			case p == c.secretary:
				c.due = append(c.due, p)
			case p.id%exemptOf == 0:
				c.roll.Exempt++
				if err := tx.SaveMembership(loa.Membership{Member: p.id, Unit: c.id, Kind: loa.Exempt}); err != nil {
					return err
				}
			case p.id%awayOf == 1 && next != c:
				c.roll.Away++
				next.roll.Guests++
				next.due = append(next.due, p)
				p.group = next.groups[0]
				if err := tx.SaveMembership(loa.Membership{Member: p.id, Unit: c.id, Kind: loa.TemporaryOut}); err != nil {
					return err
				}
				if err := tx.SaveMembership(loa.Membership{Member: p.id, Unit: next.id, Kind: loa.TemporaryIn}); err != nil {
					return err
				}
			default:
				c.due = append(c.due, p)
			}
		}
	}
	return nil
}

// from is who writes in a private chat.
func from(chat loa.ChatID) loa.Sender {
	return loa.Sender{Account: loa.Account{Platform: loa.Telegram, ID: string(chat)}}
}

// nameOf makes a name that nobody else of a ward has.
func nameOf(n int) string {
	families := []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Lò", "Quàng"}
	middles := []string{"Văn", "Thị", "Đức", "Minh", "Thanh", "Hữu", "Ngọc", "Xuân", "Quốc", "Thu"}
	givens := []string{
		"An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hòa", "Hùng", "Lan", "Liên", "Long", "Mai", "Nam",
		"Oanh", "Phúc", "Quang", "Sơn", "Tâm", "Thảo", "Tuấn", "Vinh", "Xuyến", "Yến",
	}
	given, n := givens[n%len(givens)], n/len(givens)
	family, n := families[n%len(families)], n/len(families)
	name := family + " " + middles[n%len(middles)] + " " + given
	if n /= len(middles); n > 0 {
		name += fmt.Sprintf(" (%d)", n+1)
	}
	return name
}

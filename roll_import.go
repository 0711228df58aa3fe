package loa

import "time"

// RollImportID numbers the imports of rolls.
type RollImportID int64

// RollImport is a roll that was imported, with all that is needed to undo it.
// There are no names in it: those are with the members.
type RollImport struct {
	ID      RollImportID
	At      time.Time
	By      Account // zero: the operator
	Units   []UnitID
	Members []MemberChange
	Undone  time.Time
}

// MemberChange is what an import changed of one person: all memberships before
// and after, at whatever unit.
type MemberChange struct {
	Member        MemberID
	Made          bool `json:",omitempty"` // the import brought the person in
	Before, After []Membership
}

// RollWishID numbers the files that people want imported.
type RollWishID int64

// RollWishState is where such a file stands.
type RollWishState string

// The states: it is to be read and shown, waits for a button, is to be imported.
const (
	RollToRead   RollWishState = "read"
	RollShown    RollWishState = "shown"
	RollToImport RollWishState = "import"
)

// WishKind says what a file holds that somebody wants imported.
type WishKind string

// The kinds: a roll of members, a bank of questions.
const (
	WishRoll WishKind = "roll"
	WishBank WishKind = "bank"
)

// RollWish is a file that somebody wants imported. The file itself is not kept: it
// is fetched anew whenever it is needed.
type RollWish struct {
	ID     RollWishID
	Kind   WishKind
	Bot    BotID
	Chat   ChatID
	By     Account
	FileID string // as the platform names it
	Name   string
	Whole  bool   // the file is the whole roll of its units: who is not in it leaves
	Print  string // of the changes that were shown: no others are made
	State  RollWishState
	At     time.Time
}

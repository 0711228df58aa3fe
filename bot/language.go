package bot

import "loa"

const actLanguage = "lang"

// language offers the languages. In a group only those responsible choose.
func (t *turn) language() error {
	return t.show(t.words("bot.language", nil), [][]loa.Button{{
		t.button("bot.language_vi", actLanguage, string(loa.Vietnamese)),
		t.button("bot.language_en", actLanguage, string(loa.English)),
	}})
}

func (t *turn) setLanguage() error {
	lang := loa.Lang(t.arg(0))
	if !lang.Valid() {
		return errNoSuch("language", t.arg(0))
	}
	var err error
	if t.chat.Type == loa.PrivateChat {
		err = t.desk.SetLang(t.from.Account, lang)
	} else {
		err = t.desk.SetGroupLang(t.from, t.chat, lang)
	}
	if err != nil {
		return err
	}
	t.lang = lang
	return t.show(t.words("bot.language_set", nil), nil)
}

package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"loa/bot/sandbox"
)

// A bot greets a person who pressed Start.
func Example() {
	s, err := sandbox.New(sandbox.Options{})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	server := httptest.NewServer(s)
	defer server.Close()

	lan := s.AddPerson("Lan", "vi")
	s.Start(lan, "")
	answer, err := http.PostForm(server.URL+"/bot"+s.Token()+"/sendMessage",
		url.Values{"chat_id": {fmt.Sprint(lan)}, "text": {"Chào đồng chí Lan"}})
	if err != nil {
		panic(err)
	}
	answer.Body.Close()

	for _, m := range s.Messages(sandbox.ChatID(lan)) {
		fmt.Printf("%s: %s\n", m.Name, m.Text)
	}
	fmt.Println(len(s.Violations()), "rules broken")
	// Output:
	// Lan: /start
	// Loa: Chào đồng chí Lan
	// 0 rules broken
}

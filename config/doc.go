// Package config reads how an installation is set up: defaults, then a strict
// YAML file, then environment variables, each replacing what came before.
//
// Every setting stands once, in settings.go, with its key in the file; the name
// of its variable follows from the key (telegram.token, LOA_TELEGRAM_TOKEN), so
// that both read, check and complain alike. All mistakes are told together, each
// with its place and how to mend it, in Vietnamese or English, and no message
// shows a secret.
package config

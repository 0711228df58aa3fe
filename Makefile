# make check is the one gate; .ci/run calls it after installing what it needs.

FUZZTIME ?= 5s
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LINT     := go tool -modfile=tools/go.mod golangci-lint

# Every fuzz target as folder:name.
FUZZ := $(shell grep -ro --include='*_test.go' --exclude-dir=node_modules '^func Fuzz[A-Za-z0-9_]*' . | sed 's|/[^/:]*:func |:|')

.PHONY: check build rootfs test format vet lint race fuzz update-golden image run-demo bench-footprint bench-broadcast bench-meetings bench-report bench-contest bench-answers crash crash-answers

## check: all that must hold before a change is handed in. The layers, the catalogs and the golden
## files are among the tests.
check: format vet lint race fuzz

## build: the program, in bin/loa
build:
	go build -ldflags '-X main.release=$(VERSION)' -o bin/loa ./cmd/loa

## test: what the README says
test:
	go test ./...

format:
	@unformatted="$$(gofmt -l .)" && test -z "$$unformatted" || { echo "not formatted; run gofmt -w on:"; echo "$$unformatted"; exit 1; }

vet:
	go vet ./...

lint:
	$(LINT) run

# With the race detector the tests of cmd/loa take 8 to 17 minutes on two cores; Go ends a package's after ten.
race:
	go test -race -timeout 40m ./...

## fuzz: every fuzz target for FUZZTIME
fuzz:
	@set -e; for target in $(FUZZ); do \
		echo "fuzz $$target for $(FUZZTIME)"; \
		go test -run '^$$' -fuzz "^$${target##*:}\$$" -fuzztime $(FUZZTIME) "$${target%:*}"; \
	done

## update-golden: write the golden files anew; read the difference before committing it
update-golden:
	@set -e; for dir in $$(grep -rl --include='*_test.go' --exclude-dir=node_modules 'flag.Bool("update"' . | xargs -n1 dirname | sort -u); do \
		go test "$$dir" -update; \
	done

## rootfs: all that the container image holds, in bin/rootfs. The program is static, because there is no C
## library: netgo and osusergo leave out the parts of Go that would look for one when they run; SQLite's
## loadable extensions need one too.
rootfs:
	rm -rf bin/rootfs
	install -d bin/rootfs/usr/local/bin bin/rootfs/etc/ssl/certs bin/rootfs/data
	install -d -m 1777 bin/rootfs/tmp
	install -m 644 /etc/ssl/certs/ca-certificates.crt bin/rootfs/etc/ssl/certs
	CGO_ENABLED=1 go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension \
		-ldflags '-s -w -linkmode external -extldflags -static -X main.release=$(VERSION)' -o bin/rootfs/usr/local/bin/loa ./cmd/loa

## image: the container image
image:
	docker build --build-arg VERSION='$(VERSION)' -t loa:'$(VERSION)' .

## run-demo: the real bot against the sandbox; needs no account and no network
run-demo:
	go run ./cmd/loa demo

## bench-footprint: what loa serve takes of memory and time to start, and the size of program and image
bench-footprint: rootfs
	go run ./cmd/bench footprint bin/rootfs

## bench-broadcast: how long broadcasts take, beside plain clients (5 minutes)
bench-broadcast:
	go run ./cmd/bench broadcast

## bench-meetings: how soon taps are answered in a year of a ward's meetings (6 minutes)
bench-meetings:
	go run ./cmd/bench meetings

## bench-report: how long reports on a ward's full year take, at 1×, 4× and 16× its size; on PostgreSQL, too, where LOA_TEST_POSTGRES names one
bench-report:
	go run ./cmd/bench report $(if $(LOA_TEST_POSTGRES),--postgres "$(LOA_TEST_POSTGRES)")

## bench-contest: a contest of 5,300 members and 20 questions, with the clock moved; its result is recomputed (5 minutes)
bench-contest: build
	go run ./cmd/bench contest bin/loa

## crash: kill loa serve in the middle of ROUNDS broadcasts to GROUPS groups; what is lost or doubled? (4 minutes)
ROUNDS ?= 50
GROUPS ?= 1000
crash: build
	go run ./cmd/bench crash bin/loa --rounds $(ROUNDS) --groups $(GROUPS)

## bench-answers: how fast answers to questions are stored, beside a bare loop, and how long their toasts take (1 minute)
bench-answers:
	go run ./cmd/bench answers

## crash-answers: kill loa serve while answers come in; what is lost or doubled? (2 minutes)
crash-answers: build
	go run ./cmd/bench crash-answers bin/loa

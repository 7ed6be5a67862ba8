# make          bin/pes, and the project's own content compiled into dist/
# make schema   what editors know of sources
# make docs     the pages of content/docs that say what the code says
# make test     everything that is promised, in a short form
# make torture  the long campaigns: fuzzing, random projects, kills, corruptions
# make bench    the figures of the budgets
# make help     this list

GO ?= go
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)
FUZZTIME ?= 60s

all: bin/pes schema
	bin/pes build

# What editors know of sources (.taplo.toml), with the roles and distributions that are there now.
schema: bin/pes
	for kind in event vendor distro upstream release rejected; do bin/pes schema $$kind > content/schema/$$kind.json; done

docs:
	$(GO) run ./generator/pages content/docs

help:
	@sed -n 's/^# make/make/p' Makefile

.PHONY: all bin/pes programs schema docs help test torture bench clean

bin/pes: programs
	$(GO) build -trimpath -o $@ ./generator

# What the site's tools run in browsers, which bin/pes embeds. Without inlining they are small enough; where simulate
# computes, inlining stays.
PROGRAMS = generator/web/programs
WASM = GOOS=js GOARCH=wasm $(GO) build -trimpath -buildvcs=false -ldflags '-s -w -buildid='
programs:
	$(WASM) -tags facts_json -gcflags=all=-l -gcflags=pes/generator/upgrade= -o $(PROGRAMS)/simulate.wasm ./generator/web/wasm/simulate
	$(WASM) -gcflags=all=-l -o $(PROGRAMS)/compose.wasm ./generator/web/wasm/compose
	gzip -9nf $(PROGRAMS)/*.wasm
	cp "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" $(PROGRAMS)/

test: bin/pes
	@test -d ../shared/leapp-data || echo "SKIPPED: there is no ../shared/leapp-data here, so nothing is proven about real data"
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@test -z "$$(gofmt -l generator)" || { gofmt -l generator; echo "run gofmt -w on these files"; exit 1; }
	@$(GO) test -v ./... > bin/test.log 2>&1 || { grep -A40 -E '^ *--- FAIL|^FAIL|^panic' bin/test.log; exit 1; }
	@grep -E '^ok' bin/test.log
	bin/pes check
	bin/pes fmt --check
	@n=$$(grep -c -e '--- SKIP' bin/test.log); test "$$n" = 0 || { echo "$$n tests were skipped:"; \
	  grep -oh 'SKIPPED: .*' bin/test.log | sort | uniq -c; }

torture: test
	PES_TORTURE=1 $(GO) test -count=1 -timeout 60m ./generator/...
	$(GO) test ./generator/diag -fuzz '^FuzzFormats$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/web/pack -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/host -fuzz '^FuzzSettings$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/source -fuzz '^FuzzScan$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/source -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/source -fuzz '^FuzzFormat$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/upstream -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/leapp -fuzz '^FuzzReadEvents$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/leapp -fuzz '^FuzzReadMap$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/leapp -fuzz '^FuzzReadRepo$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/leapp -fuzz '^FuzzReadSigs$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/importer -fuzz '^FuzzImport$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/published -fuzz '^FuzzAudit$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/upgrade -fuzz '^FuzzRun$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/machine -fuzz '^FuzzRPM$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/machine -fuzz '^FuzzNames$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/machine -fuzz '^FuzzDNF$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/machine -fuzz '^FuzzJSON$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/machine -fuzz '^FuzzTable$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/machine -fuzz '^FuzzForms$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/simulate -fuzz '^FuzzRequests$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/leappreport/cause -fuzz '^FuzzExplain$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/web/composer -fuzz '^FuzzCheck$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/search -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/search -fuzz '^FuzzQuery$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/rpmfile -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/rpmfile -fuzz '^FuzzReadInstalled$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/rpmdb -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/repodata -fuzz '^FuzzReadPrimary$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/inventory -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/repodata -fuzz '^FuzzReadRepomd$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/repodata -fuzz '^FuzzReadModules$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/repodata -fuzz '^FuzzUnpack$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/archive -fuzz '^FuzzOpen$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/sosreport -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/pgp -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME)
	$(GO) test ./generator/datarelease -fuzz '^FuzzVerify$$' -fuzztime $(FUZZTIME)

bench: bin/pes
	$(GO) test ./generator/cli ./generator/upgrade ./generator/search -run '^$$' -bench . -benchmem -count 5

clean:
	rm -rf bin dist $(PROGRAMS)/*.js $(PROGRAMS)/*.gz

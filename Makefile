# The two commands are `make run` and `make test`. What they do is written down in local/.

.DEFAULT_GOAL := help
FUZZ_TARGETS := token reference site_time guest_list front letter

.PHONY: help run reset test test-compose measure-compose fuzz-api chaos chaos-planted mutants fuzz bench bench-lists \
	lighthouse format fonts openapi screenshots needs-node

help: ## Say what can be made
	@echo 'make …'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo 'run:   PORT (8080), MAILBOX_PORT (8025), DEMO_PASSWORD, RATE_LIMITS=off'
	@echo 'test:  STEPS="format clippy deny advisories deployment local rust chaos doc web-lint web-format web-test web-build openapi'
	@echo '       fuzz-api e2e compose" (some of them), E2E_ARGS, TEST_COMPOSE=on for the step compose'
	@echo 'bench: ONLY=hot,confirm,door,spread,reads,mails,rush,growth,footprint (some of them), QUICK=1, JSON=FILE, MARKDOWN=1,'
	@echo '       PROGRAMS=DIRECTORY (built elsewhere)'
	@echo 'chaos: ROUNDS, LANES, SEED, ROUND, FAULT, RELEASE=1; chaos-planted: BUGS="no-lock …"'
	@echo 'mutants: FILE (booking/src/seats.rs), ONLY; fuzz: TARGET ($(FUZZ_TARGETS)), SECONDS (60); fuzz-api: EXAMPLES, SEED'

run: needs-node ## The whole system on this machine, until Ctrl-C
	@exec node local/run.mjs

reset: needs-node ## Forget the data, mails and secrets of `make run`
	@node local/reset.mjs

test: needs-node ## Every check and test there is, with a summary
	@node local/test.mjs

test-compose: needs-node ## The deployment with Docker Compose, really built and made to suffer
	@node local/test-compose.mjs

measure-compose: needs-node ## The figures of docs/scaling.md, measured anew with the images that are here
	@exec node local/compose/measure.mjs

fuzz-api: needs-node ## Send the API what its documents allow and forbid: EXAMPLES for each operation, SEED
	@node local/fuzz-api.mjs

chaos: needs-node ## Rounds in which everything breaks, and what must hold then (ROUNDS, LANES, SEED, ROUND, FAULT)
	@exec node local/chaos.mjs

chaos-planted: needs-node ## Whether `make chaos` finds bugs that were put in on purpose (BUGS="no-lock ...")
	@exec node local/chaos-planted.mjs

mutants: needs-node ## Which changes of the rules no test notices (FILE, ONLY)
	@exec node local/mutants.mjs

fuzz: ## Look for texts that a reader at the border is wrong about: TARGET=token SECONDS=600
	@command -v cargo-fuzz >/dev/null || { echo 'cargo-fuzz is missing: cargo install --locked cargo-fuzz'; exit 1; }
	@case ' $(FUZZ_TARGETS) ' in *' $(TARGET) '*) ;; *) echo 'TARGET: one of $(FUZZ_TARGETS)'; exit 1 ;; esac
	@mkdir -p fuzz/corpus/$(TARGET)
	@exec cargo fuzz run --dev --sanitizer none $(TARGET) fuzz/corpus/$(TARGET) fuzz/seeds/$(TARGET) -- -max_total_time=$(or $(SECONDS),60)

bench: needs-node ## How fast the system is beside what this machine can do at best (docs/performance.md)
	@exec node local/bench.mjs

bench-lists: needs-node ## How fast the lists are with 200,000 reservations, on a throw-away PostgreSQL
	@exec node local/test-database.mjs -- cargo run --release --package bench --bin lists

lighthouse: needs-node ## Scores and bytes of the visitors' pages on a phone, with the whole system running
	@exec node local/lighthouse.mjs

format: needs-node ## Format all code
	cargo fmt --all
	npm --prefix frontend run format
	cd frontend && npx prettier --config .prettierrc.json --ignore-path ../.gitignore --write ../local

fonts: needs-node ## Cut the web app's typefaces anew from those of the packages
	@node local/fonts.mjs

openapi: needs-node ## Write openapi/ and the web app's types anew from the code
	@node local/openapi.mjs

screenshots: needs-node ## Take the pictures in docs/ anew from a running system
	@node local/screenshots.mjs

needs-node:
	@command -v node >/dev/null || { echo 'node is missing: install Node.js 20 or newer (nodejs.org).'; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || { echo 'Node.js is too old: install 20 or newer (nodejs.org).'; exit 1; }
	@command -v npm >/dev/null || { echo 'npm is missing: install it with Node.js (nodejs.org).'; exit 1; }

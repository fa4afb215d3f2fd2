# The two commands are `make run` and `make test`. What they do is written down in local/.

.DEFAULT_GOAL := help
.PHONY: help run reset test test-compose bench bench-lists format openapi screenshots needs-node

help: ## Say what can be made
	@echo 'make …'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo 'run:   PORT (8080), MAILBOX_PORT (8025), DEMO_PASSWORD, RATE_LIMITS=off'
	@echo 'bench: ONLY=hot,confirm,door,spread,reads,mails,rush,growth,footprint (some of them), QUICK=1, JSON=FILE, MARKDOWN=1'
	@echo 'test:  STEPS="format clippy deny deployment local rust doc openapi web-lint web-format web-test web-build e2e" (some of them), E2E_ARGS'

run: needs-node ## The whole system on this machine, until Ctrl-C
	@exec node local/run.mjs

reset: needs-node ## Forget the data, mails and secrets of `make run`
	@node local/reset.mjs

test: needs-node ## Every check and test there is, with a summary
	@node local/test.mjs

test-compose: needs-node ## The deployment with Docker Compose, really built and made to suffer
	@node local/test-compose.mjs

bench: needs-node ## How fast the system is beside what this machine can do at best (docs/performance.md)
	@exec node local/bench.mjs

bench-lists: needs-node ## How fast the lists are with 200,000 reservations, on a throw-away PostgreSQL
	@exec node local/test-database.mjs -- cargo run --release --package bench --bin lists

format: needs-node ## Format all code
	cargo fmt --all
	npm --prefix frontend run format
	cd frontend && npx prettier --config .prettierrc.json --ignore-path ../.gitignore --write ../local

openapi: needs-node ## Write openapi/ and the web app's types anew from the code
	@node local/openapi.mjs

screenshots: needs-node ## Take the pictures in docs/ anew from a running system
	@node local/screenshots.mjs

needs-node:
	@command -v node >/dev/null || { echo 'node is missing: install Node.js 20 or newer (nodejs.org).'; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || { echo 'Node.js is too old: install 20 or newer (nodejs.org).'; exit 1; }
	@command -v npm >/dev/null || { echo 'npm is missing: install it with Node.js (nodejs.org).'; exit 1; }

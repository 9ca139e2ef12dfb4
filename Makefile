# The one way to everything. Each target is a script that can be read alone.

.DEFAULT_GOAL := help
.PHONY: help run test chaos servers bench web-bench screenshots web fmt lint schema clean-data

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: ## Set up what is missing, build and start everything; Ctrl-C stops it
	@scripts/run.sh

test: ## Run every check and every test on private servers
	@scripts/test.sh

chaos: ## Kill and freeze everything at the sizes that are promised; takes half an hour
	@scripts/chaos.sh

servers: ## Start the servers that tests need and print how to reach them, for cargo test by hand
	@scripts/servers.sh

bench: ## Measure how fast it is, beside what this machine can do at best; BENCH="--full" takes flags
	@scripts/bench.sh

web-bench: ## Measure the web client in a real browser, beside its targets; takes flags as bench does
	@scripts/web_bench.sh

screenshots: ## Take a picture of each page, light and dark, wide and narrow, into .local/screenshots
	@scripts/screenshots.sh

web: ## Build the web client alone, which the server embeds
	@scripts/build_web.sh

fmt: ## Format all code
	cargo fmt --all
	cd web && npm run format

lint: ## Look for faults without running anything
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cd web && npm run typecheck && npm run lint

schema: ## Write schema.graphql and the web client's types anew
	@scripts/schema.sh

clean-data: ## Forget the data of make run
	@scripts/clean_data.sh

# What a person types here. `make help` lists it; docs/testing.md says more.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PORT ?= 8000
PLAN ?= fixtures/hirao
VENV ?= .venv
WHEELHOUSE ?=
WHEELS ?= runtime
ARGS ?=

python := $(VENV)/bin/python
runtime := $(VENV)/.installed-runtime
pdf := $(VENV)/.installed-pdf
dev := $(VENV)/.installed-dev
collected := var/.collected
# All tests share the machine's cores, half each to begin with; a few named ones need no company.
workers = $(if $(ARGS),,--numprocesses auto --dist worksteal)
browsers = $(if $(ARGS),,--numprocesses auto --dist load)
templates = find templates -name '*.html' -print0 | xargs -0 $(VENV)/bin/djade --target-version 5.2

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help
help: ## この一覧を表示する
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

## Running the site

.PHONY: run
run: port-free $(runtime) .env $(collected) ## 準備をして http://127.0.0.1:8000/ で動かす
	@echo "データベースを準備します。"
	@$(python) manage.py migrate --verbosity 0
	@$(python) manage.py load_plan $(PLAN) >/dev/null
	@$(python) manage.py load_demo $(PLAN) >/dev/null
	@DJANGO_SETTINGS_MODULE=hirao_dx.settings.dev PORT=$(PORT) WELCOME_WITH=var/demo-accounts.txt \
		exec $(VENV)/bin/gunicorn --config python:hirao_dx.gunicorn_conf --no-control-socket \
		hirao_dx.wsgi

.PHONY: port-free
port-free:
	@if (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
		echo "ポート$(PORT)は、ほかのプログラムが使っています。" >&2; \
		echo "別の番号で動かすには、次のように入力してください: make run PORT=$$(($(PORT) + 1))" >&2; \
		exit 1; \
	fi

.PHONY: dev
dev: $(dev) .env ## 開発用サーバーを動かす（変更がすぐ反映される）
	@$(python) manage.py migrate --verbosity 0
	@DJANGO_DEBUG=1 $(python) manage.py runserver $(PORT)

$(collected): $(runtime) $(shell find static -type f) | .env
	@echo "画面の部品を準備します。"
	@$(python) manage.py collectstatic --no-input --verbosity 0
	@mkdir -p $(@D) && touch $@

.env:
	@umask 077; printf 'SECRET_KEY=%s\n' "$$(head -c 48 /dev/urandom | base64 -w0 | tr '+/' '-_')" > $@

## Setting up

$(python):
	@.ci/make-venv $(VENV)

$(runtime) $(pdf) $(dev): $(VENV)/.installed-%: requirements/%.txt | $(python)
	@echo "部品をインストールします（$<）。"
	@$(python) -m pip install --quiet --require-hashes \
		$(if $(WHEELHOUSE),--no-index --find-links $(WHEELHOUSE)) --requirement $<
	@touch $@

.PHONY: setup
setup: $(dev) ## 開発とテストに要るものを入れる
	@.ci/install-programs browser pdf checks

.PHONY: pdf
pdf: $(pdf) ## 会議の資料をPDFにする部品を加える
	@.ci/install-programs pdf

.PHONY: wheelhouse
wheelhouse: $(python) ## ネットワークのない所へ持っていく部品を wheelhouse/ に集める
	@$(python) -m pip download --quiet --require-hashes --dest wheelhouse \
		--requirement requirements/$(WHEELS).txt

.PHONY: lock
lock: $(dev) ## requirements/*.in を書き換えた後に、版を固定し直す
	@for set in runtime pdf dev; do \
		$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
			--no-header --no-emit-index-url --no-emit-find-links \
			--output-file requirements/$$set.txt requirements/$$set.in; \
	done

## Checking

.PHONY: test
test: test-sqlite test-postgres test-browser ## すべてのテスト

.PHONY: test-sqlite
test-sqlite: setup ## SQLite でのテスト（一部だけなら ARGS=tests/…）
	@$(python) -m pytest --migrations -m "not browser" $(workers) $(ARGS)

.PHONY: test-postgres
test-postgres: setup ## 同じテストを PostgreSQL で
	@$(python) -m pytest -p tests.postgres --migrations -m "not browser" $(workers) $(ARGS)

.PHONY: test-browser
test-browser: setup ## 本物のブラウザーでのテスト
	@$(python) -m pytest -m browser $(browsers) $(ARGS)
	@$(python) -m pytest -p tests.postgres -m browser -k "at_once or two_people"

.PHONY: coverage
coverage: setup ## どの行がテストされたか
	@$(python) -m coverage run -m pytest --migrations -m "not browser" $(ARGS)
	@$(python) -m coverage report

.PHONY: check
check: lint types migrations deploy ## テスト以外の検査すべて

.PHONY: lint
lint: $(dev) ## 書き方の検査
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(templates) --check

.PHONY: format
format: $(dev) ## 書き方をそろえる
	@$(VENV)/bin/ruff check --fix --select I
	@$(VENV)/bin/ruff format
	@$(templates)

.PHONY: types
types: $(dev) ## 型の検査
	@$(VENV)/bin/mypy

.PHONY: migrations
migrations: $(dev) ## モデルとマイグレーションが合っているか
	@DJANGO_SETTINGS_MODULE=hirao_dx.settings.test $(python) manage.py makemigrations --check --dry-run

.PHONY: deploy
deploy: $(dev) ## 本番の設定に抜けがないか
	@DJANGO_SETTINGS_MODULE=hirao_dx.settings.production ALLOWED_HOSTS=dx.example.lg.jp \
		SECRET_KEY="$$(head -c 48 /dev/urandom | base64 -w0)" \
		DATABASE_URL=postgres://site@db/site \
		$(python) manage.py check --deploy --fail-level WARNING

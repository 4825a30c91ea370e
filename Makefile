# make setup   everything that the other two need: .venv with what uv.lock names
# make run     the whole house, on http://127.0.0.1:8012 (PORT=... for another port); Ctrl-C stops it
# make test    the checks and the tests
# Needs Python 3.11 or 3.12 and, on a bare Debian, root or sudo for the one or two packages named below.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := run
.PHONY: setup run test browser documents pbx

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.synced

# As whom Debian packages can be installed: directly, by sudo without a question, or not at all
define AS_ROOT
as_root() {
	if [ "$$(id -u)" = 0 ]; then "$$@"
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$$@"
	else return 1; fi
}
apt_install() {
	command -v apt-get >/dev/null || return 1
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || return 1
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$@" >/dev/null
}
endef

setup: $(STAMP)

$(STAMP): pyproject.toml uv.lock
	@$(AS_ROOT)
	command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)：请安装 Python 3.11 或 3.12，或以 PYTHON=路径 指定。" >&2; exit 2; }
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' || {
		echo "$(PYTHON) 是 $$($(PYTHON) -V 2>&1)，需要 Python 3.11 或 3.12：请以 PYTHON=路径 指定。" >&2; exit 2; }
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then
		if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then
			echo "安装 Debian 软件包 python3-venv……"
			apt_install python3-venv || { echo "缺少 python3-venv：请先执行 sudo apt-get install python3-venv。" >&2; exit 2; }
		fi
		echo "建立 .venv……"
		rm -rf .venv
		$(PYTHON) -m venv .venv
	fi
	[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet uv ||
		{ echo "无法安装 uv：请检查到 PyPI 或其镜像的网络（pip 的设置同样有效）。" >&2; exit 2; }
	echo "按 uv.lock 安装依赖……"
	$(BIN)/uv sync --frozen --quiet --python $(BIN)/python ||
		{ echo "依赖没有装全：请检查到 PyPI 或其镜像的网络后重试（uv 的设置见 UV_INDEX_URL）。" >&2; exit 2; }
	touch $(STAMP)

run: setup
	@exec $(BIN)/huisheng run

# A private Asterisk for trying the telephone by hand: fetched into var/pbx without root, nothing installed
pbx: setup
	@exec tools/pbx/try.sh var/pbx

# Browser tests want Debian's chromium, and a Chinese font for their pictures; without them they are skipped
browser:
	@$(AS_ROOT)
	missing=()
	command -v chromium >/dev/null || missing+=(chromium)
	[ -n "$$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || missing+=(fontconfig fonts-noto-cjk)
	if [ $${#missing[@]} -gt 0 ]; then
		echo "安装 Debian 软件包 $${missing[*]}……"
		apt_install "$${missing[@]}" || echo "装不上 $${missing[*]}（需要 root 或 sudo）：浏览器测试将跳过。"
	fi

# 100 % of the branches where rules and numbers are made
EXACT := huisheng/kernel/*,huisheng/workdays/*,huisheng/rulebook/*,huisheng/measures/*,huisheng/scoring/*,huisheng/*/rules.py,huisheng/*/*/rules.py

# The documents that the suite doesn't live in every run
documents: setup
	@$(BIN)/pytest -m whole

# The last line of a good run is pytest's own
test: setup browser
	@$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if [ -n "$$(find templates -name '*.html' 2>/dev/null | head -n 1)" ]; then $(BIN)/djlint templates --lint --quiet; fi
	# the long flows stand first, and begin first
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-fail-under=90
	# a spreadsheet that comes in is read, not reckoned with: workbook.py and lines.py keep to the 90 % of all others
	$(BIN)/coverage report --include='$(EXACT)' --omit='*/tests/*,huisheng/kernel/workbook.py,huisheng/kernel/lines.py' --fail-under=100 --skip-covered >.coverage-exact ||
		{ cat .coverage-exact; echo "规则与数字所在的模块要求 100 % 分支覆盖。" >&2; exit 1; }

#!/bin/sh
# Brings .venv up to a lock file: `sh .ci/setup.sh run|dev|browser`.
# Needs a Debian-like system with python3 (3.11 or newer); everything else it installs or names.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV || true
VENV=.venv
STAMP=$VENV/.complete

stop() { printf '%s\n' "$*" >&2; exit 1; }
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
install_packages() {
    echo "Debian のパッケージを入れています: $*"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    stop "Python 3.11 以上が必要です。次の一行で入ります: apt-get install -y python3"
}

has_pip() { "$VENV/bin/python" -m pip --version >/dev/null 2>&1; }

create_environment() {
    has_pip && return
    rm -rf "$VENV"
    python=$(find_python)
    "$python" -m venv "$VENV" >/dev/null 2>&1 && has_pip && return
    # ensurepip のない Debian では、pip のない .venv が残る。消してから入れ直す。
    rm -rf "$VENV"
    may_install || stop "python3-venv がありません。次の一行を実行してください: sudo apt-get install -y python3-venv"
    install_packages python3-venv
    "$python" -m venv "$VENV"
}

install_lock() {
    lock=$1
    line="$lock $(sha256sum "$lock" | cut -d' ' -f1)"
    grep -qsxF "$line" "$STAMP" && return
    create_environment
    echo "Python のパッケージを入れています（$lock）"
    rm -f "$STAMP"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --only-binary :all: --require-hashes -r "$lock"
    {
        # 開発用の錠は実行用の錠を含む。
        echo "$line"
        if [ "$lock" = requirements-dev.txt ]; then
            echo "requirements.txt $(sha256sum requirements.txt | cut -d' ' -f1)"
        fi
    } > "$STAMP"
}

install_browser() {
    missing=
    command -v chromium >/dev/null || missing="$missing chromium"
    # Playwright の node が要る。小さな Debian にはない。
    /sbin/ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1"
    command -v git >/dev/null || missing="$missing git"
    command -v pdftotext >/dev/null || missing="$missing poppler-utils"
    fc-list ':lang=ja' 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"
    [ -z "$missing" ] && return
    # shellcheck disable=SC2086
    if may_install; then install_packages $missing; return; fi
    note="試験に次のパッケージが要ります: sudo apt-get install -y$missing"
    [ "${CI:-}" != true ] || stop "$note"
    echo "$note" >&2
}

case "${1:-run}" in
    run) install_lock requirements.txt ;;
    dev) install_lock requirements-dev.txt ;;
    browser) install_browser ;;
    *) stop "usage: sh .ci/setup.sh run|dev|browser" ;;
esac

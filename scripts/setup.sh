# Sourced by scripts/serve and scripts/test: a virtual environment in .venv with everything in it.
# Usage: . scripts/setup.sh; set_up [EXTRA]
# Repeating it is quick: nothing is installed while setup.cfg and the interpreter stay the same.

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "captivity: $*"
    exit 1
}

# Install Debian packages, as root or through sudo; say what to do when neither is to be had.
install_packages() {
    command -v apt-get >/dev/null 2>&1 ||
        stop "needs the packages: $*. Install them with this system's package manager, then repeat."
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1; then
        as_root="sudo"
    else
        stop "needs the packages: $*. Run as root: apt-get install $*"
    fi
    say "Installing $* ..."
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -qq -y --no-install-recommends "$@" >/dev/null' sh "$@" ||
        stop "could not install $*. The lines above say why."
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

set_up() {
    extra=${1:-}
    python=$(find_python)
    [ -n "$python" ] || stop "needs Python 3.11 or newer. On Debian 12: apt-get install python3"

    stamp=".venv/captivity-setup${extra:+-$extra}"
    wanted="$("$python" -V) $(cksum <setup.cfg) $(pwd)"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi

    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian and Ubuntu keep these two modules in a package of their own, one a version.
        install_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    say "Setting up Python packages in .venv (once) ..."
    [ -x .venv/bin/python ] || "$python" -m venv .venv || stop "could not make .venv here"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --editable ".${extra:+[$extra]}" ||
        stop "could not install the Python packages. The lines above say why."
    # Compiled now, so that the first command is as quick as the next.
    .venv/bin/python -m compileall -q graph web ontology || true
    printf '%s' "$wanted" >"$stamp"
}

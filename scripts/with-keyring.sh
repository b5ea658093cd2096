#!/bin/sh
# Runs a command in a session bus of its own with a real gnome-keyring of its own, so that tests
# meet the Secret Service without touching the user's. All of it is gone afterwards.
#
#   with-keyring.sh [--locked] COMMAND [ARGUMENT]...
#
# With --locked the keyring exists, but nobody has unlocked it.
set -eu

if [ "${1-}" != --in-session ]; then
    for program in dbus-run-session dbus-send gnome-keyring-daemon; do
        command -v "$program" >/dev/null || {
            echo "with-keyring.sh: $program is missing: apt-get install dbus gnome-keyring" >&2
            exit 127
        }
    done
    home=$(mktemp -d)
    trap 'rm -rf "$home"' EXIT
    trap 'exit 130' INT TERM
    mkdir -m 700 "$home/run" "$home/data"
    status=0
    XDG_RUNTIME_DIR="$home/run" XDG_DATA_HOME="$home/data" \
        dbus-run-session -- "$0" --in-session "$@" || status=$?
    exit "$status"
fi
shift

start_keyring() { # UNLOCK-OPTION...
    printf 'pw\n' | gnome-keyring-daemon --foreground --components=secrets "$@" >/dev/null 2>&1 &
    keyring=$!
    tries=0
    until dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
        org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true'; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || {
            echo "with-keyring.sh: gnome-keyring did not start" >&2
            exit 1
        }
        sleep 0.1
    done
}

stop_keyring() {
    kill "$keyring" 2>/dev/null || true
    wait "$keyring" 2>/dev/null || true
}

trap stop_keyring EXIT
start_keyring --unlock
if [ "${1-}" = --locked ]; then
    shift
    stop_keyring
    start_keyring
fi
status=0
"$@" || status=$?
exit "$status"

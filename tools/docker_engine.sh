#!/usr/bin/env bash
# A container engine of one's own, for CI and development: a plain dockerd with all it keeps in one
# folder, beside any other engine of the machine and without touching its network. Needs root.
#   tools/docker_engine.sh start FOLDER    prints what DOCKER_HOST is to be
#   tools/docker_engine.sh stop FOLDER     ends it, and removes FOLDER
set -euo pipefail

seconds_to_start=60
seconds_to_stop=30

start() {
    if [ "$(id -u)" != 0 ]; then
        echo "dockerd needs root" >&2
        return 1
    fi
    if ! command -v dockerd >/dev/null; then
        echo "dockerd is missing; install it with: sudo apt install docker.io" >&2
        return 1
    fi
    mkdir -p "$folder"
    # A session of its own: what is sent to this script's group, Ctrl-C say, must not reach it. No
    # bridge, no iptables: containers have no network, or by their own wish that of the machine.
    setsid dockerd --data-root "$folder/data" --exec-root "$folder/exec" \
        --host "unix://$folder/docker.sock" --pidfile "$folder/pid" \
        --bridge none --iptables=false --ip-forward=false </dev/null >"$folder/log" 2>&1 &
    local process=$!
    for _ in $(seq "$seconds_to_start"); do
        if docker --host "unix://$folder/docker.sock" version >/dev/null 2>&1; then
            echo "unix://$folder/docker.sock"
            return 0
        fi
        kill -0 "$process" 2>/dev/null || break
        sleep 1
    done
    echo "dockerd did not start; the end of its log:" >&2
    tail -n 5 "$folder/log" >&2
    stop "$process"
    return 1
}

stop() {
    local process=${1:-}
    if [ -f "$folder/pid" ]; then
        process=$(cat "$folder/pid")
    fi
    if is_ours "$process"; then
        kill "$process"
        for _ in $(seq "$seconds_to_stop"); do
            is_ours "$process" || break
            sleep 1
        done
        if is_ours "$process"; then
            kill -KILL "$process"
            sleep 1
        fi
    fi
    # Killed, it leaves mounts of containers and namespaces behind; the deepest comes last.
    awk -v folder="$folder/" 'index($5, folder) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
        while read -r mount; do
            umount --lazy "$mount" || true
        done
    rm -rf --one-file-system "$folder"
}

# A number in an old pid file may since have become somebody else's.
is_ours() {
    [ -n "$1" ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$folder/docker.sock"
}

if [ $# != 2 ]; then
    echo "usage: $0 start|stop FOLDER" >&2
    exit 2
fi
folder=$(realpath --canonicalize-missing "$2")
case $1 in
    start) start ;;
    stop) stop ;;
    *) echo "usage: $0 start|stop FOLDER" >&2 && exit 2 ;;
esac

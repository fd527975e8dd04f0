#!/usr/bin/env bash
# Make the image python:3.11-slim where no registry can be reached to pull it from: Debian's own
# Python 3.11 in a minimal Debian. Needs root, debootstrap and an engine (DOCKER_HOST is honoured).
# Does nothing where the engine has the image already.
set -euo pipefail

image=python:3.11-slim
certificates=/etc/ssl/certs/ca-certificates.crt

if docker image inspect "$image" >/dev/null 2>&1; then
    echo "$image is there already"
    exit 0
fi

folder=$(mktemp -d /var/tmp/base-image.XXXXXX)
clean_up() {
    # debootstrap mounts /proc for the packages' scripts; interrupted, it leaves it behind.
    umount --quiet --lazy "$folder/root/proc" "$folder/root/sys" 2>/dev/null || true
    rm -rf --one-file-system "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

echo "making $image from Debian's packages; takes a minute or two"
root=$folder/root
if ! debootstrap --variant=minbase --include=python3,python3-venv,python3-pip,ca-certificates \
    bookworm "$root" >"$folder/log" 2>&1; then
    tail -n 20 "$folder/log" "$root/debootstrap/debootstrap.log" >&2 || true
    echo "debootstrap failed: see above" >&2
    exit 1
fi

ln -sf python3 "$root/usr/bin/python"
# The image is ours alone: pip may install beside Debian's packages, as in the official image.
rm -f "$root"/usr/lib/python3*/EXTERNALLY-MANAGED
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/var/log/*
# A proxy that speaks TLS with a certificate of its own is one that this machine trusts.
if [ -f "$certificates" ]; then
    cp "$certificates" "$root$certificates"
fi
tar --directory "$root" --one-file-system --numeric-owner --create . |
    docker import --change "ENV PIP_CERT=$certificates" --change 'CMD ["python3"]' - "$image"

#!/bin/sh
# Makes the pictures of docs/images: builds the program that takes them and runs it, without a display.
# Usage: tests/screenshots/make.sh [BUILD_DIR [IMAGE_DIR]]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/release}
images=${2:-$root/docs/images}

[ -f "$build/CMakeCache.txt" ] || cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo
cmake --build "$build" --target screenshots
mkdir -p "$images"
QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 TZ=UTC "$build/bin/screenshots" "$images"
ls -l "$images"

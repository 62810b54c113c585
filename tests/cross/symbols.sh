#!/bin/sh
# symbols.sh NM ARCHIVE ALLOWED: fails where the archive needs a symbol that is not on the list.
set -eu
nm=$1 archive=$2 allowed=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$nm" -g "$archive" >"$work/all"
awk 'NF == 2 && $1 == "U" { print $2 }' "$work/all" | sort -u >"$work/undefined"
awk 'NF == 3 { print $3 }' "$work/all" | sort -u >"$work/defined"
grep -q '^pseg_process$' "$work/defined" || { echo "$archive holds no pseg_process"; exit 1; }
comm -23 "$work/undefined" "$work/defined" >"$work/needed"
sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$allowed" >"$work/patterns"

is_allowed() {
    while read -r pattern; do
        # shellcheck disable=SC2254 # a pattern on purpose
        case $1 in $pattern) return 0 ;; esac
    done <"$work/patterns"
    return 1
}

status=0
while read -r symbol; do
    is_allowed "$symbol" && continue
    echo "not allowed: $symbol, needed by:"
    "$nm" -g -A "$archive" | grep -E " U $symbol\$" || true
    status=1
done <"$work/needed"
[ $status -eq 0 ] && echo "$(wc -l <"$work/needed") symbols needed, all allowed" && exit 0
echo "See the comment at the top of $allowed for what to do."
exit 1

#!/bin/sh
# install.sh CMAKE BUILD INSTALLED PROJECT VERSION: installs, then looks at what lies there.
set -eu
cmake=$1 build=$2 installed=$3 project=$4 version=$5
rm -rf "$installed"
"$cmake" --install "$build" --prefix "$installed"
"$installed/bin/phoneseg" --version | grep -F "$version"
cmp "$installed/share/phoneseg/models/default.pseg" "$project/models/default.pseg"
# The folder can be moved, and does not need the source tree.
if grep -rlF -e "$project/" "$installed" --include='*.cmake' --include='*.pc'; then
    echo "these files name the source or build folder"
    exit 1
fi

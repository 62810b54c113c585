#!/bin/sh
# includes.sh PROJECT: the core includes only itself, its public header, headers that every C
# compiler has (freestanding, math.h, string.h, vector instructions) and KISS FFT.
set -eu
cd "$1/src/core"
lines=$(grep -HnE '^[[:space:]]*#[[:space:]]*include' ./*.[ch] | tr -d ' \t')
status=0
for line in $lines; do
    where=${line%%:#include*}
    what=${line#*#include}
    what=${what%%/\**}
    case $what in
        '<stddef.h>' | '<stdint.h>' | '<stdbool.h>' | '<float.h>' | '<limits.h>') continue ;;
        '<stdarg.h>' | '<stdatomic.h>' | '<math.h>' | '<string.h>') continue ;;
        '<immintrin.h>' | '<arm_acle.h>' | '<arm_mve.h>') continue ;; # in kernels only
        '"phoneseg/phoneseg.h"' | '"../kissfft/'*'"') continue ;;
        '"'*'"'*)
            own=${what#\"}
            own=${own%%\"*}
            case $own in */*) ;; *) [ -f "$own" ] && continue ;; esac ;;
    esac
    echo "src/core/${where#./}: #include $what does not belong into the core"
    status=1
done
exit $status

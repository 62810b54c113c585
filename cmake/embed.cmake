# Turns a model file into a C array: cmake -DINPUT=F.pseg -DOUTPUT=F.c -P embed.cmake
file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
file(WRITE "${OUTPUT}.new" "/* made by the build */
_Alignas(64) const unsigned char pseg_default_model_bytes[] = {
${hex}};
const unsigned long pseg_default_model_size = ${size};
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")

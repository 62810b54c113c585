# Toolchain: Cortex-M7 with its FPU, double precision included.
set(CMAKE_SYSTEM_PROCESSOR cortex-m7)
set(fpu fpv5-d16)
include(${CMAKE_CURRENT_LIST_DIR}/cortex-m.cmake)

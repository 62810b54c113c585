# Toolchain: Cortex-M55 with vectors (Helium).
set(CMAKE_SYSTEM_PROCESSOR cortex-m55)
set(fpu auto)
include(${CMAKE_CURRENT_LIST_DIR}/cortex-m.cmake)

# Toolchain: 64-bit ARM under Linux, Debian's gcc-aarch64-linux-gnu; programs run by qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)

# A cross build needs KISS FFT's headers and nothing else of this machine: /usr/include in its path
# would mix in the PC's C library. So they are copied to a folder of their own.
find_path(PHONESEG_KISSFFT_HOST kiss_fftr.h PATHS /usr/include/kissfft /usr/local/include/kissfft
          NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(NOT PHONESEG_KISSFFT_HOST)
  message(FATAL_ERROR "KISS FFT's headers are missing: install libkissfft-dev, or say "
                      "-DPHONESEG_KISSFFT_INCLUDE=the folder of kiss_fft.h and kiss_fftr.h")
endif()
file(COPY ${PHONESEG_KISSFFT_HOST}/kiss_fft.h ${PHONESEG_KISSFFT_HOST}/kiss_fftr.h
     DESTINATION ${CMAKE_BINARY_DIR}/kissfft)
set(PHONESEG_KISSFFT_INCLUDE ${CMAKE_BINARY_DIR}/kissfft)

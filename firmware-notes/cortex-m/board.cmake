# The board that stands for this processor: QEMU's machine, its linker script, the ticks of its
# SysTick, and how a program runs there. Each instruction takes 16 ns of the machine's own time
# (-icount), so that a program takes as long as on a processor of 62.5 MHz which does one a cycle,
# and every run counts the same.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL cortex-m4)
  set(board mps2-an386)
  set(ticks_per_second 25000000)
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL cortex-m7)
  set(board mps2-an500)
  set(ticks_per_second 25000000)
else()
  set(board mps3-an547)
  set(ticks_per_second 32000000)
endif()
set(board_folder ${CMAKE_CURRENT_LIST_DIR})
find_program(PHONESEG_QEMU qemu-system-arm)
set(run_on_board ${PHONESEG_QEMU} -M ${board} -nographic -monitor none -serial none
    -icount shift=4,sleep=off -semihosting-config enable=on,target=native -kernel)

# What comes before main.
if(NOT TARGET start)
  add_library(start STATIC ${board_folder}/start.c)
  target_include_directories(start PUBLIC ${board_folder})
  target_link_libraries(start PRIVATE phoneseg-flags)
endif()

# Links a program with it, and this much stack [bytes].
function(put_on_board program stack)
  target_link_libraries(${program} PRIVATE start)
  target_link_options(${program} PRIVATE -nostartfiles -L ${board_folder} -T ${board}.ld
                      -Wl,--gc-sections,--defsym=stack_size=${stack})
  set_target_properties(${program} PROPERTIES
    LINK_DEPENDS "${board_folder}/${board}.ld;${board_folder}/sections.ld")
endfunction()

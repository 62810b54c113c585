# cmake --install BUILD --prefix DIR: headers, archives, the command, the default model, a CMake
# package and pkg-config files. Nothing in them names DIR: the folder may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(libraries phoneseg-core)
set_target_properties(phoneseg-core PROPERTIES EXPORT_NAME core)
if(NOT PHONESEG_CORE_ONLY)
  list(APPEND libraries phoneseg-host)
  set_target_properties(phoneseg-host PROPERTIES EXPORT_NAME host)
  install(TARGETS phoneseg RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(TARGETS ${libraries} EXPORT phoneseg-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${PROJECT_SOURCE_DIR}/include/phoneseg/phoneseg.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phoneseg)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/phoneseg
        FILES_MATCHING PATTERN *.pseg PATTERN *.md)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/src/kissfft/COPYING
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/kissfft)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/kissfft/LICENSES
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/kissfft)

# A cross build has no packages to depend on: header and archive are all that it needs.
if(PHONESEG_CORE_ONLY)
  return()
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/phoneseg)
install(FILES ${PROJECT_SOURCE_DIR}/include/phoneseg/host.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phoneseg)
install(EXPORT phoneseg-targets NAMESPACE phoneseg:: FILE phonesegTargets.cmake
        DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/phonesegConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/phonesegConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/phonesegConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/phonesegConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/phonesegConfigVersion.cmake DESTINATION ${package_dir})

set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH up /prefix/${pkgconfig_dir} /prefix)
string(REGEX REPLACE "/$" "" up ${up})
foreach(name phoneseg phoneseg-host)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
                 @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${pkgconfig_dir})
endforeach()

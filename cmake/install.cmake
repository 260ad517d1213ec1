# `cmake --install`: the program, the library with its headers, the shipped rules and schemas to read, and the package
# that find_package(telerule) finds.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/telerule)

if(TARGET telerule-cli)
  install(TARGETS telerule-cli)
endif()
install(TARGETS telerule EXPORT telerule-targets)
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY rules schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/telerule
        FILES_MATCHING
        PATTERN "*_test.rules" EXCLUDE
        PATTERN "*.rules" PATTERN "*.csv" PATTERN "*.schema.json")

install(EXPORT telerule-targets NAMESPACE telerule:: DESTINATION ${package_dir})
configure_package_config_file(cmake/telerule-config.cmake.in telerule-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(telerule-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/telerule-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/telerule-config-version.cmake
  cmake/FindMbedCrypto.cmake
  DESTINATION ${package_dir})

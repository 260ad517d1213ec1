# Packages of Debian 12, static wherever Debian has an archive to link: each shared object costs start-up time.
# What a program that uses the installed library needs as well stands in cmake/telerule-config.cmake.in too.

set(Boost_USE_STATIC_LIBS ON)
set(ZLIB_USE_STATIC_LIBS ON)

find_package(Boost 1.81 REQUIRED COMPONENTS program_options)
find_package(fmt 9.1 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(simdjson 3.0 REQUIRED)
find_package(MbedCrypto REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(zstd REQUIRED)

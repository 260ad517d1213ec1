# Debian's Mbed TLS has no package file of its own. MbedCrypto::mbedcrypto is its static library of cryptography.
find_path(MbedCrypto_INCLUDE_DIR mbedtls/sha256.h)
find_library(MbedCrypto_LIBRARY NAMES libmbedcrypto.a mbedcrypto)
mark_as_advanced(MbedCrypto_INCLUDE_DIR MbedCrypto_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MbedCrypto REQUIRED_VARS MbedCrypto_LIBRARY MbedCrypto_INCLUDE_DIR)

if(MbedCrypto_FOUND AND NOT TARGET MbedCrypto::mbedcrypto)
  add_library(MbedCrypto::mbedcrypto UNKNOWN IMPORTED)
  set_target_properties(MbedCrypto::mbedcrypto PROPERTIES
    IMPORTED_LOCATION ${MbedCrypto_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${MbedCrypto_INCLUDE_DIR})
endif()

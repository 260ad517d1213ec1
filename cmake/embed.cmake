# The shipped rules, facts tables and schemas, and what `explain` says of diagnostics, travel inside the library, so that the program reads no file it was not
# given and starts fast. This file is read twice: included, it defines telerule_embed(); as a script (cmake -P), at
# build time, it writes the C++ source.

if(CMAKE_SCRIPT_MODE_FILE)
  # ROOT: the repository; LIST: a file with one path a line; OUTPUT: the source to write.
  # Every byte is written as an escape: no content can end the literal early, and g++ reads string literals
  # many times faster than arrays of numbers.
  file(STRINGS "${LIST}" paths)
  set(entries "")
  foreach(path IN LISTS paths)
    file(SIZE "${ROOT}/${path}" size)
    file(READ "${ROOT}/${path}" text HEX)
    string(REGEX REPLACE "(..)" "\\\\x\\1" text "${text}")
    string(APPEND entries "    File{\"${path}\"sv, std::string_view{\"${text}\", ${size}}},\n")
  endforeach()
  list(LENGTH paths count)
  file(WRITE "${OUTPUT}" "// Written by cmake/embed.cmake.
#include \"library/embedded.hpp\"

#include <array>

namespace telerule::embedded {

std::span<File const> files() {
  using namespace std::string_view_literals;
  static constexpr std::array<File, ${count}> all{{
${entries}  }};
  return all;
}

}  // namespace telerule::embedded
")
  return()
endif()

# Sets `source` to the path of the generated file, which is written again whenever a shipped file changes, comes or goes.
function(telerule_embed source)
  file(GLOB_RECURSE paths CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
       rules/*.rules rules/*.csv schemas/*.json docs/DIAGNOSTICS.md)
  list(FILTER paths EXCLUDE REGEX "_test\\.rules$")
  list(SORT paths)

  set(output ${PROJECT_BINARY_DIR}/generated/embedded.cpp)
  set(list ${PROJECT_BINARY_DIR}/generated/embedded.txt)
  list(JOIN paths "\n" lines)
  # CONFIGURE leaves the file alone when nothing changed, so that a mere configure rebuilds nothing.
  file(CONFIGURE OUTPUT ${list} CONTENT "${lines}\n" @ONLY)

  list(TRANSFORM paths PREPEND ${PROJECT_SOURCE_DIR}/)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DLIST=${list} -DOUTPUT=${output}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    DEPENDS ${paths} ${list} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    COMMENT "Embedding the shipped library"
    VERBATIM)
  set(${source} ${output} PARENT_SCOPE)
endfunction()

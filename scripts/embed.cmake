# Turns scripts/wf/**/*.lua and scripts/annotations/wf.lua into a library that defines what
# scripts/library.hpp declares. Included by the root CMakeLists.txt, and run as a script (cmake -P)
# at build time, whenever one of them changed. Bytes are written as numbers, so a Lua file may hold
# anything.

function(azwf_embed_scripts target)
  set(folder ${CMAKE_SOURCE_DIR}/scripts)
  set(output ${CMAKE_BINARY_DIR}/scripts_library.cpp)
  file(GLOB_RECURSE modules CONFIGURE_DEPENDS ${folder}/wf/*.lua)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/scripts_modules.txt CONTENT "${modules}")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUTPUT=${output} -P ${folder}/embed.cmake
    DEPENDS ${modules} ${folder}/annotations/wf.lua ${folder}/embed.cmake
            ${CMAKE_BINARY_DIR}/scripts_modules.txt
    COMMENT "Embedding scripts"
    VERBATIM)
  add_library(${target} STATIC ${output})
endfunction()

# Appends the file's bytes to `texts`, as the array text_<number>, and sets `size`.
macro(azwf_append_text file number)
  file(READ ${file} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND texts "// ${file}\nconst unsigned char text_${number}[] = {${bytes}0};\n")
endmacro()

function(azwf_write_library folder output)
  file(GLOB_RECURSE modules RELATIVE ${folder} ${folder}/wf/*.lua)
  list(SORT modules)
  set(texts "")
  set(entries "")
  set(number 0)
  foreach(module ${modules})
    azwf_append_text(${folder}/${module} ${number})
    string(APPEND entries "    entry(\"${module}\", text_${number}, ${size}),\n")
    math(EXPR number "${number} + 1")
  endforeach()
  azwf_append_text(${folder}/annotations/wf.lua ${number})
  file(WRITE ${output} "// Written by scripts/embed.cmake.
#include \"scripts/library.hpp\"

#include <cstddef>
#include <vector>

namespace {

${texts}
[[maybe_unused]] azwf::scripts::Source entry(std::string_view name, const unsigned char* text,
                                             std::size_t size) {
  return {name, {reinterpret_cast<const char*>(text), size}};
}

}  // namespace

std::span<const azwf::scripts::Source> azwf::scripts::library() {
  static const std::vector<Source> sources = {
${entries}  };
  return sources;
}

std::string_view azwf::scripts::annotations() {
  return {reinterpret_cast<const char*>(text_${number}), ${size}};
}
")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE AND OUTPUT)
  azwf_write_library(${FOLDER} ${OUTPUT})
endif()

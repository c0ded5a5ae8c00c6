# What is installed, and as which Debian package. The changelog beside this must be about this
# version.

# azwf_release_date(<variable>): the date of the newest entry, as 2026-01-31.
function(azwf_release_date variable)
  set(changelog ${CMAKE_SOURCE_DIR}/.ci/debian/changelog)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${changelog})
  file(READ ${changelog} text)
  string(REGEX MATCH "^azwf \\(([0-9.]+)\\)" ignored "${text}")
  if(NOT CMAKE_MATCH_1 STREQUAL PROJECT_VERSION)
    message(FATAL_ERROR "the newest entry of ${changelog} is not about ${PROJECT_VERSION}")
  endif()
  string(REGEX MATCH "\n -- [^\n]*, *([0-9]+) ([A-Z][a-z][a-z]) ([0-9]+) " ignored "${text}")
  set(day ${CMAKE_MATCH_1})
  set(year ${CMAKE_MATCH_3})
  set(months Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec)
  list(FIND months "${CMAKE_MATCH_2}" month)
  math(EXPR month "${month} + 101")
  string(SUBSTRING ${month} 1 2 month)
  set(${variable} ${year}-${month}-${day} PARENT_SCOPE)
endfunction()

# What the program writes itself: its manual page, completions, annotations.
function(azwf_written_by program)
  set(share ${CMAKE_BINARY_DIR}/share)
  set(outputs "")
  foreach(each "azwf.1:help --man" "azwf.bash:completions bash" "_azwf:completions zsh"
               "azwf.fish:completions fish" "wf.lua:help --annotations"
               "azwf.yaml:help --config")
    string(REPLACE ":" ";" each ${each})
    list(GET each 0 name)
    list(GET each 1 words)
    add_custom_command(OUTPUT ${share}/${name}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${share}
      COMMAND sh -c "\"$1\" $2 > \"$3\"" sh $<TARGET_FILE:${program}> ${words} ${share}/${name}
      DEPENDS ${program} VERBATIM COMMENT "Writing ${name}")
    list(APPEND outputs ${share}/${name})
  endforeach()
  foreach(name azwf.1 changelog)
    set(source ${share}/${name})
    if(name STREQUAL changelog)
      set(source ${CMAKE_SOURCE_DIR}/.ci/debian/changelog)
    endif()
    add_custom_command(OUTPUT ${share}/${name}.gz
      COMMAND sh -c "gzip -9 -n -c \"$1\" > \"$2\"" sh ${source} ${share}/${name}.gz
      DEPENDS ${source} ${share}/azwf.1 VERBATIM COMMENT "Packing ${name}")
    list(APPEND outputs ${share}/${name}.gz)
  endforeach()
  # Libraries that become part of the program: their authors' conditions come along.
  set(inside "")
  foreach(package liblua5.4-dev libcli11-dev nlohmann-json3-dev libmsgpack-cxx-dev)
    if(EXISTS /usr/share/doc/${package}/copyright)
      list(APPEND inside /usr/share/doc/${package}/copyright)
    endif()
  endforeach()
  add_custom_command(OUTPUT ${share}/copyright
    COMMAND ${CMAKE_COMMAND} -E cat ${CMAKE_SOURCE_DIR}/.ci/debian/copyright ${inside}
            > ${share}/copyright
    DEPENDS ${CMAKE_SOURCE_DIR}/.ci/debian/copyright ${share}/azwf.1 COMMENT "Writing copyright")
  add_custom_target(azwf_share ALL DEPENDS ${outputs} ${share}/copyright)
endfunction()

# azwf_package(<program>): rules for cmake --install, and for cpack: the program; the client library
# and what others need to build with it are components, and packages, of their own.
function(azwf_package program)
  azwf_written_by(${program})
  set(share ${CMAKE_BINARY_DIR}/share)
  foreach(each program:azwf library:libazwf${PROJECT_VERSION_MAJOR} development:libazwf-dev)
    string(REPLACE ":" ";" each ${each})
    list(GET each 0 component)
    list(GET each 1 package)
    install(FILES ${share}/changelog.gz ${share}/copyright DESTINATION share/doc/${package}
            COMPONENT ${component})
    string(TOUPPER ${component} upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
    set(CPACK_DEBIAN_${upper}_FILE_NAME DEB-DEFAULT)
  endforeach()
  azwf_install_client(library development)
  set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
  install(TARGETS ${program} RUNTIME DESTINATION bin)
  install(FILES ${share}/azwf.1.gz DESTINATION share/man/man1)
  install(FILES ${share}/azwf.bash DESTINATION share/bash-completion/completions RENAME azwf)
  install(FILES ${share}/_azwf DESTINATION share/zsh/vendor-completions)
  install(FILES ${share}/azwf.fish DESTINATION share/fish/vendor_completions.d)
  install(FILES ${share}/wf.lua DESTINATION share/azwf/annotations)
  install(DIRECTORY scripts/wf workflows DESTINATION share/azwf FILES_MATCHING PATTERN "*.lua")
  install(FILES .ci/debian/azwf.service DESTINATION lib/systemd/system)
  install(FILES .ci/debian/sysusers.conf DESTINATION lib/sysusers.d RENAME azwf.conf)
  install(CODE "set(sample ${share}/azwf.yaml)") # to /etc beside /usr; else to etc/ in the prefix
  install(CODE [[
    set(etc ${CMAKE_INSTALL_PREFIX}/etc)
    if(CMAKE_INSTALL_PREFIX MATCHES "/usr$")
      set(etc ${CMAKE_INSTALL_PREFIX}/../etc)
    endif()
    file(INSTALL DESTINATION ${etc}/azwf TYPE FILE FILES ${sample})]])

  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME azwf)
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_COMPONENTS_ALL program library development)
  set(CPACK_PACKAGE_CONTACT "The authors of azwf <azwf@users.noreply.invalid>")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "event-sourced workflow engine scripted in Lua")
  string(CONCAT CPACK_DEBIAN_PROGRAM_DESCRIPTION
    "Runs workflows written in Lua and records every step in one append-only log,\n"
    "so that a run can be carried on after a crash, looked into, computed again\n"
    "and rolled back. One program with an embedded store; no server is needed. A\n"
    "service that stays on, azwf.service, comes along and is not enabled.")
  string(CONCAT CPACK_DEBIAN_LIBRARY_DESCRIPTION
    "Subscribes to the log of an azwf server, emits events into it, and starts,\n"
    "signals, cancels and rolls back runs.")
  string(CONCAT CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
    "The header of the client library, and what CMake and pkg-config need to know\n"
    "to build programs with it.")
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libazwf${PROJECT_VERSION_MAJOR} (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/.ci/debian/triggers)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION utils)
  set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/.ci/debian/conffiles
                                                 ${CMAKE_SOURCE_DIR}/.ci/debian/postinst)
  include(CPack)
endfunction()

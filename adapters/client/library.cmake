# The shared library azwf_client (libazwf.so.0), and what others need to build with it.
file(GLOB client_sources CONFIGURE_DEPENDS adapters/client/*.cpp)
add_library(azwf_client SHARED ${client_sources})
set_target_properties(azwf_client PROPERTIES
  OUTPUT_NAME azwf EXPORT_NAME client VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
  CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
# Nothing of ours is shown but the public header's, and no library is needed that is not used.
set(symbols ${CMAKE_SOURCE_DIR}/adapters/client/symbols.map)
target_link_options(azwf_client PRIVATE LINKER:--version-script=${symbols} LINKER:--as-needed)
set_target_properties(azwf_client PROPERTIES LINK_DEPENDS ${symbols})
target_link_libraries(azwf_client PRIVATE azwf_bus)
target_include_directories(azwf_client INTERFACE
  $<INSTALL_INTERFACE:include> $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/adapters/client/include>)
target_compile_features(azwf_client INTERFACE cxx_std_20)

# azwf_install_client(<library's component> <developers' component>): rules for cmake --install.
function(azwf_install_client library development)
  include(CMakePackageConfigHelpers)
  set(libraries lib/${CMAKE_LIBRARY_ARCHITECTURE})
  set(cmake_folder ${libraries}/cmake/azwf)
  install(TARGETS azwf_client EXPORT azwf
    LIBRARY DESTINATION ${libraries} COMPONENT ${library}
            NAMELINK_COMPONENT ${development})
  install(DIRECTORY adapters/client/include/azwf DESTINATION include COMPONENT ${development})
  install(EXPORT azwf NAMESPACE azwf:: FILE azwfConfig.cmake DESTINATION ${cmake_folder}
          COMPONENT ${development})
  write_basic_package_version_file(${CMAKE_BINARY_DIR}/azwfConfigVersion.cmake
    VERSION ${PROJECT_VERSION} COMPATIBILITY SameMajorVersion)
  configure_file(adapters/client/azwf.pc.in ${CMAKE_BINARY_DIR}/azwf.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/azwfConfigVersion.cmake DESTINATION ${cmake_folder}
          COMPONENT ${development})
  install(FILES ${CMAKE_BINARY_DIR}/azwf.pc DESTINATION ${libraries}/pkgconfig
          COMPONENT ${development})
endfunction()

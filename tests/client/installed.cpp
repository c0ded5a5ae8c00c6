// Whatever is built here is built as this build was: sanitizers go together or not at all.
#include "tests/client/installed.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/paths.hpp"

namespace azwf::tests {
namespace {

void succeed(const Folder& folder, const std::string& line) {
  const auto ended = run_line(folder, line);
  BOOST_REQUIRE_MESSAGE(ended.status == 0, line + "\n" + ended.out + ended.err);
}

}  // namespace

Installed::Installed() {
  for (const auto* const component : {"library", "development"}) {
    succeed(folder, "cmake --install " + build_folder().string() + " --prefix " + prefix() +
                        " --component " + component);
  }
}

void Installed::build_with_cmake(const std::string& project) const {
  succeed(folder, "cmake -S " + (repository() / project).string() +
                      " -B . -DCMAKE_PREFIX_PATH=" + prefix() +
                      " -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS='" AZWF_SANITIZE
                      "' && cmake --build .");
}

void Installed::build_with_pkg_config() const {
  succeed(folder, "export PKG_CONFIG_PATH=" + prefix() +
                      "/lib/$(gcc -print-multiarch)/pkgconfig; "
                      "g++ -std=c++20 -Wall -Wextra -Werror " AZWF_SANITIZE " -o probe " +
                      (repository() / "tests/client/outside").string() +
                      "/probe.cpp $(pkg-config --cflags --libs azwf) "
                      "-Wl,-rpath,$(pkg-config --variable=libdir azwf)");
}

std::string Installed::built(const std::string& program) const {
  return (folder.path() / program).string();
}

std::string Installed::library() const {
  return prefix() + "/lib/$(gcc -print-multiarch)/libazwf.so.0";
}

Server::Server(const Folder& folder, const std::string& listen)
    : process_(folder, {"/bin/sh", "-c", "exec azwf serve --listen " + listen + " 2>&1"}) {
  for (;;) {
    const auto line = process_.read_line();
    BOOST_REQUIRE_MESSAGE(!line.empty(), "the server ended");
    if (!line.starts_with("serving ")) continue;
    url_ = line.substr(line.find(listen.substr(0, 6)));
    url_.resize(url_.find_last_not_of(", ") + 1);
    return;
  }
}

}  // namespace azwf::tests

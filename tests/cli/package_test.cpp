// The Debian package, unpacked into a folder: what is installed works from there. And the manual
// page and a new project, which come with it.
#include <boost/test/unit_test.hpp>

#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

// Builds the package of this build's program, and unpacks it into root/.
void unpack_package(const Folder& folder) {
  const auto config = build_folder() / "CPackConfig.cmake";
  const auto made = run(folder, {"/usr/bin/cpack", "--config", config.string(), "-B", "package",
                                 "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=none"});
  BOOST_REQUIRE_MESSAGE(made.status == 0, made.out + made.err);
  const auto unpacked = run_line(folder, "dpkg-deb -x package/azwf_*.deb root");
  BOOST_REQUIRE_MESSAGE(unpacked.status == 0, unpacked.err);
}

BOOST_AUTO_TEST_SUITE(the_package)

BOOST_AUTO_TEST_CASE(holds_a_program_that_finds_what_came_with_it) {
  const Folder folder;
  unpack_package(folder);
  for (const auto* const file : {
           "usr/bin/azwf",
           "usr/share/man/man1/azwf.1.gz",
           "usr/share/bash-completion/completions/azwf",
           "usr/share/zsh/vendor-completions/_azwf",
           "usr/share/fish/vendor_completions.d/azwf.fish",
           "usr/share/azwf/annotations/wf.lua",
           "usr/share/azwf/wf/init.lua",
           "usr/share/azwf/workflows/migrate.lua",
           "usr/share/azwf/workflows/migrate/chain.lua",
           "usr/lib/systemd/system/azwf.service",
           "usr/lib/sysusers.d/azwf.conf",
           "etc/azwf/azwf.yaml",
           "usr/share/doc/azwf/copyright",
           "usr/share/doc/azwf/changelog.gz",
       }) {
    BOOST_TEST(fs::file_size(folder.path() / "root" / file) > 0U, file);
  }
  const auto control = run_line(folder, "dpkg-deb --info package/azwf_*.deb");
  for (const auto* const needed : {"librocksdb", "libyaml-cpp", "libc6", "Maintainer: "}) {
    BOOST_TEST(control.out.find(needed) != std::string::npos, control.out);
  }

  const auto conffiles = run_line(folder, "dpkg-deb --info package/azwf_*.deb conffiles");
  BOOST_TEST(conffiles.out == "/etc/azwf/azwf.yaml\n");
  BOOST_TEST(run_line(folder, "root/usr/bin/azwf serve --config root/etc/azwf/azwf.yaml --listen x")
                 .err.contains("--listen: \"x\""));

  fs::copy(repository() / "examples/migrate", folder.path() / "migrate",
           fs::copy_options::recursive);
  const auto migrated = run_line(folder,
                                 "cd migrate && cp before/half.yaml c.yaml && "
                                 "../root/usr/bin/azwf run migrate file=c.yaml chain=chain.yaml && "
                                 "cmp c.yaml after/half.yaml");
  BOOST_TEST(migrated.status == 0, migrated.out + migrated.err);
  const auto slip = run_line(folder, "root/usr/bin/azwf run migrat");
  BOOST_TEST(slip.status == 4);
  BOOST_TEST(slip.err.find("did you mean migrate?") != std::string::npos, slip.err);
  const auto version = run_line(folder, "root/usr/bin/azwf version");
  BOOST_TEST(version.out == run(folder, {"azwf", "version"}).out);
}

BOOST_AUTO_TEST_CASE(comes_with_two_for_programs_that_use_the_client_library) {
  const Folder folder;
  unpack_package(folder);
  run_line(folder, "for p in package/libazwf*.deb; do dpkg-deb -x $p root; done");
  const auto library = run_line(folder, "dpkg-deb --info package/libazwf0_*.deb");
  BOOST_TEST(library.out.contains("libzmq5"), library.out);
  BOOST_TEST(!library.out.contains("librocksdb"), library.out);
  BOOST_TEST(run_line(folder, "dpkg-deb --info package/libazwf0_*.deb shlibs").out ==
             "libazwf 0 libazwf0 (>= 0.1.0)\n");
  const auto development = run_line(folder, "dpkg-deb --info package/libazwf-dev_*.deb");
  BOOST_TEST(development.out.contains("Depends: libazwf0 (= 0.1.0)"), development.out);
  for (const auto* const file : {
           "include/azwf/client.hpp",
           "lib/x86_64-linux-gnu/libazwf.so.0",
           "lib/x86_64-linux-gnu/libazwf.so",
           "lib/x86_64-linux-gnu/pkgconfig/azwf.pc",
           "lib/x86_64-linux-gnu/cmake/azwf/azwfConfig.cmake",
           "share/doc/libazwf0/copyright",
       }) {
    BOOST_TEST(fs::file_size(folder.path() / "root/usr" / file) > 0U, file);
  }
}

BOOST_AUTO_TEST_CASE(can_be_installed_without_a_packager) {
  const Folder folder;
  const auto installed = run(folder, {"/usr/bin/cmake", "--install", build_folder().string(),
                                      "--prefix", (folder.path() / "prefix").string()});
  BOOST_TEST(installed.status == 0, installed.err);
  BOOST_TEST(run_line(folder, "prefix/bin/azwf run migrate --help").status == 0);
  BOOST_TEST(folder.read("prefix/etc/azwf/azwf.yaml") ==
             run(folder, {"azwf", "help", "--config"}).out);
}

BOOST_AUTO_TEST_CASE(has_a_manual_page_without_faults) {
  const Folder folder;
  const auto page = run(folder, {"azwf", "help", "--man"});
  folder.write("azwf.1", page.out);
  const auto lint = run(folder, {"/usr/bin/mandoc", "-T", "lint", "-W", "style", "azwf.1"});
  BOOST_TEST(lint.out + lint.err == "");
  const auto text = run(folder, {"/usr/bin/mandoc", "-T", "utf8", "azwf.1"}).out;
  for (const auto* const command : {"run", "completions", "rollback"}) {
    BOOST_TEST(text.find("azwf " + std::string(command)) != std::string::npos, command);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests

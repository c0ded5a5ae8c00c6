// What programs print: its end goes into the result, all of it is kept, and it can be read
// meanwhile.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "adapters/operations/process/outcome.hpp"
#include "tests/operations/fixture.hpp"

namespace azwf::tests {

namespace {

constexpr std::size_t inline_max = 16 << 10;

std::string numbers(int last) {
  std::string lines;
  for (int i = 1; i <= last; ++i) lines += std::to_string(i) + "\n";
  return lines;
}

Limits small_output() {
  Limits limits;
  limits.output_bytes_max = 100'000;
  return limits;
}

struct SmallWorkshop : Workshop {
  SmallWorkshop() : Workshop(small_output()) {}
};

// Takes everything but cannot make it durable.
class FullBlobStore : public MemoryBlobStore {
 public:
  Result<std::unique_ptr<BlobWriter>> put() override { return std::make_unique<Writer>(); }

 private:
  struct Writer : BlobWriter {
    Result<void> write(std::string_view) override { return {}; }
    Result<BlobRef> commit() override {
      return failure(ErrorKind::unavailable, "no_space", "no space left");
    }
  };
};

struct FullWorkshop : Workshop {
  FullWorkshop() { catalog = make_catalog({.home = store(), .cwd = home}, full, Limits{}); }
  ~FullWorkshop() { catalog = {}; }
  [[nodiscard]] std::string left_in() const { return (work() / "r1/0.1.1.out").string(); }

  FullBlobStore full;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_output, Workshop)

BOOST_AUTO_TEST_CASE(the_result_has_the_last_lines_and_a_blob_has_all) {
  const auto done = succeed("process.run", argv({"seq", "1", "200000"}));
  const auto all = numbers(200'000);
  const auto last = text_in(done.result, "stdout");
  BOOST_TEST(last.size() <= inline_max);
  BOOST_TEST(last.size() > inline_max - 10);
  BOOST_TEST(all.ends_with("\n" + last));
  BOOST_TEST(boolean_in(done.result, "truncated"));
  BOOST_REQUIRE(done.output.has_value());
  BOOST_TEST(done.output->size == all.size());
  BOOST_TEST((blob(done.output) == all));
}

BOOST_AUTO_TEST_CASE(what_is_kept_is_durable_before_the_outcome_is_told) {
  const auto step = std::make_shared<Witness>();
  bool was_kept = false;
  step->when_finished = [&](const Outcome& outcome) {
    const auto* done = std::get_if<Succeeded>(&outcome);
    if (done == nullptr || !done->output) return;
    const auto kept = blobs.stat(done->output->digest);
    was_kept = kept && *kept && (*kept)->size == done->output->size;
  };
  begin(step, "process.run", argv({"seq", "1", "20000"}));
  step->await();
  BOOST_TEST(was_kept);
}

BOOST_AUTO_TEST_CASE(both_streams_share_the_room_and_the_blob) {
  const auto done = succeed("process.shell", script("seq 1 5000; seq 5001 9000 >&2; echo end >&2"));
  const auto out = text_in(done.result, "stdout");
  const auto err = text_in(done.result, "stderr");
  BOOST_TEST(out.size() + err.size() <= inline_max);
  BOOST_TEST(out.ends_with("\n4999\n5000\n"));
  BOOST_TEST(err.ends_with("\n9000\nend\n"));
  BOOST_TEST(std::min(out.size(), err.size()) > inline_max / 2 - 10);
  BOOST_TEST(blob(done.output).size() == numbers(9000).size() + 4);
}

BOOST_AUTO_TEST_CASE(a_failure_has_them_too) {
  const auto failed = fail("process.shell", script("seq 1 9000; echo why >&2; exit 2"));
  BOOST_TEST(failed.error.message == "/bin/sh ended with exit status 2: why");
  BOOST_TEST(text_in(failed.error.details, "stdout").ends_with("\n9000\n"));
  BOOST_TEST(boolean_in(failed.error.details, "truncated"));
  BOOST_TEST((blob(failed.output) == numbers(9000) + "why\n"));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_replaced_and_kept) {
  const auto done = succeed("process.run", argv({"printf", "ok \\377\\300\\200 \\303\\244\\n"}));
  BOOST_TEST(text_in(done.result, "stdout") == "ok \uFFFD\uFFFD\uFFFD ä\n");
  BOOST_TEST(!boolean_in(done.result, "truncated"));
  BOOST_REQUIRE(done.output.has_value());
  BOOST_TEST(blob(done.output) == "ok \xff\xc0\x80 ä\n");
}

BOOST_AUTO_TEST_CASE(binary_output_is_kept_whole) {
  const auto done = succeed("process.run", argv({"head", "-c", "1000000", "/dev/urandom"}));
  BOOST_TEST(text_in(done.result, "stdout").size() <= inline_max);
  BOOST_TEST(blob(done.output).size() == 1'000'000U);
}

BOOST_AUTO_TEST_CASE(output_can_be_read_while_it_runs) {
  const auto waiting = script("echo begun; until [ -e go ]; do sleep 0.01; done; echo done");
  const auto step = begin("process.shell", waiting);
  BOOST_TEST(eventually([&] { return printed() == "begun\n"; }));
  BOOST_TEST(step->finishes() == 0);
  std::ofstream(home / "go");
  const auto& done = std::get<Succeeded>(step->await());
  BOOST_TEST(text_in(done.result, "stdout") == "begun\ndone\n");
}

BOOST_AUTO_TEST_CASE(what_a_stopped_program_printed_is_kept) {
  const auto step = begin("process.shell", script("echo begun; sleep 60"));
  BOOST_REQUIRE(eventually([&] { return printed() == "begun\n"; }));
  const auto stopped = stop(step, StopReason::timeout);
  BOOST_REQUIRE(stopped.output.has_value());
  BOOST_TEST(blob(stopped.output) == "begun\n");
}

BOOST_FIXTURE_TEST_CASE(endless_output_is_ended, SmallWorkshop) {
  const auto failed = fail("process.run", argv({"yes"}));
  BOOST_TEST(failed.error.code == "output_too_large");
  BOOST_TEST(failed.error.message == "the program printed more than 100000 bytes");
  BOOST_TEST(!failed.retryable);
  BOOST_TEST(blob(failed.output).size() <= 100'000U);
}

BOOST_FIXTURE_TEST_CASE(as_much_as_allowed_is_allowed, SmallWorkshop) {
  const auto done = succeed("process.run", argv({"head", "-c", "100000", "/dev/zero"}));
  BOOST_TEST(blob(done.output).size() == 100'000U);
  BOOST_TEST(fail("process.run", argv({"head", "-c", "100001", "/dev/zero"})).error.code ==
             "output_too_large");
}

BOOST_AUTO_TEST_CASE(output_leaves_the_log_its_reserve_of_the_disk) {
  Limits limits;
  limits.free_space_reserve_bytes = std::uint64_t{1} << 60;
  Workshop inner(home, limits);
  const auto failed = inner.fail("process.run", argv({"yes"}));
  BOOST_TEST(failed.error.code == "output_lost");
  BOOST_TEST(failed.error.message.find("the disk has less than") != std::string::npos);
  inner.succeed("process.run", argv({"head", "-c", "60000", "/dev/zero"}));
}

BOOST_FIXTURE_TEST_CASE(a_program_is_not_run_again_for_output_that_cannot_be_kept, FullWorkshop) {
  const auto failed = fail("process.shell", script("seq 1 9000; exit 3").integers("ok", {3}));
  BOOST_TEST(failed.error.code == "output_lost");
  BOOST_TEST(failed.error.message ==
             "the program ended with exit status 3, but its output could not be kept: "
             "no space left; it is left in " +
                 left_in());
  BOOST_TEST(!failed.retryable);
  BOOST_TEST(text_in(failed.error.details, "stdout").ends_with("\n9000\n"));
  BOOST_TEST((printed() == numbers(9000)));
}

BOOST_FIXTURE_TEST_CASE(a_failure_stays_what_it_is_when_its_output_cannot_be_kept, FullWorkshop) {
  const auto failed = fail("process.shell", script("seq 1 9000; exit 3"));
  BOOST_TEST(failed.error.code == "exit_3");
  BOOST_TEST(failed.error.message.ends_with("could not be kept: no space left; it is left in " +
                                            left_in()));
  BOOST_TEST(failed.retryable);
}

BOOST_FIXTURE_TEST_CASE(a_stop_stays_one_when_its_output_cannot_be_kept, FullWorkshop) {
  const auto step = begin("process.shell", script("echo begun; sleep 60"));
  BOOST_REQUIRE(eventually([&] { return printed() == "begun\n"; }));
  BOOST_TEST(!stop(step, StopReason::timeout).output);
}

BOOST_AUTO_TEST_CASE(a_success_whose_spool_failed_at_the_very_end_is_not_run_again) {
  process::Report report;
  report.end = process::Report::End::exited;
  report.code = "output_lost";
  const process::Command command{.argv = {"true"}};
  const auto is_retried = [&] {
    return std::get<Failed>(process::outcome_of(command, report, {}, {}, {})).retryable;
  };
  BOOST_TEST(!is_retried());
  report.number = 1;
  BOOST_TEST(is_retried());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests

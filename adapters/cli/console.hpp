// What a command says, and where: results on stdout, progress, hints and errors on stderr.
// Invariant: with --json, stdout carries JSON and nothing else, and stderr at most one error.
#pragma once

#include <string>
#include <string_view>

#include "adapters/cli/style.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/result.hpp"

namespace azwf::cli {

struct ConsoleOptions {
  bool json = false;
  bool quiet = false;
  bool colour = true;  // on terminals
};

class Console {
 public:
  explicit Console(ConsoleOptions options);

  [[nodiscard]] bool json() const { return options_.json; }
  // Progress is shown: neither --quiet nor --json.
  [[nodiscard]] bool shows_progress() const { return !options_.quiet && !options_.json; }
  [[nodiscard]] const Style& out_style() const { return out_style_; }
  [[nodiscard]] const Style& err_style() const { return err_style_; }

  void print(std::string_view text);        // to stdout, as it is
  void print_line(std::string_view line);   // to stdout
  void print_json(const Packed& document);  // to stdout, one line
  // To stderr: what goes on. Nothing with --quiet or --json.
  void note(std::string_view line);
  // To stderr: how something ended badly, and what to do next. Nothing with --json.
  void tell(std::string_view line);
  // To stderr, always: what failed, and what to do.
  void error(const Error& error);
  // Everything printed so far has left the process. Error{failed} when stdout took less; a reader
  // that went away is no error: it has seen enough.
  Result<void> flush();
  // The same, for streams: whether to go on.
  bool is_wanted() { return flush().has_value() && write_error_ == 0; }

 private:
  ConsoleOptions options_;
  Style out_style_;
  Style err_style_;
  int write_error_ = 0;  // errno of the first failed write to stdout
};

}  // namespace azwf::cli

// What a command says, and where: results on stdout, progress, hints and errors on stderr.
// Invariant: with --json, stdout carries JSON and nothing else, and stderr at most one error.
#pragma once

#include <string>
#include <string_view>

#include "adapters/cli/style.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/result.hpp"

namespace azwf::cli {

class Screen;

// How what goes on is told on stderr: not at all, as lines, as a tree that is redrawn, as JSON
// Lines.
enum class Progress { silent, plain, tty, json };

struct ConsoleOptions {
  bool json = false;
  Progress progress = Progress::plain;
  bool quiet = false;
  bool colour = true;  // on terminals
};

class Console {
 public:
  explicit Console(ConsoleOptions options);

  [[nodiscard]] bool json() const { return options_.json; }
  [[nodiscard]] Progress progress() const { return options_.progress; }
  [[nodiscard]] const Style& out_style() const { return out_style_; }
  [[nodiscard]] const Style& err_style() const { return err_style_; }
  // Of the terminal that stdout is, or what is fine to read elsewhere.
  [[nodiscard]] std::size_t out_columns() const;

  void print(std::string_view text);        // to stdout, as it is
  void print_line(std::string_view line);   // to stdout
  void print_json(const Packed& document);  // to stdout, one line
  // To stderr: what goes on. Nothing with --quiet, or where stderr is JSON.
  void note(std::string_view line);
  // To stderr: how something ended badly, and what to do next. Nothing where stderr is JSON.
  void tell(std::string_view line);
  // The same, by a process that ends at once: waits for nobody. Threads: any.
  void tell_at_once(std::string_view line);
  // To stderr, one line, as progress is told with --progress json.
  void tell_json(const Packed& document);
  // To stderr, always: what failed, and what to do.
  void error(const Error& error);
  // While there is a screen, what is said on stderr goes above it. Null: no more.
  void show_above(Screen* screen) { screen_ = screen; }
  // Everything printed so far has left the process. Error{failed} when stdout took less; a reader
  // that went away is no error: it has seen enough.
  Result<void> flush();
  // The same, for streams: whether to go on.
  bool is_wanted() { return flush().has_value() && write_error_ == 0; }

 private:
  [[nodiscard]] bool errors_are_json() const {
    return options_.json || options_.progress == Progress::json;
  }

  ConsoleOptions options_;
  Screen* screen_ = nullptr;
  Style out_style_;
  Style err_style_;
  int write_error_ = 0;  // errno of the first failed write to stdout
};

}  // namespace azwf::cli

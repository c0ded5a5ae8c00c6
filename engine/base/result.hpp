// Expected failure as a value: what failed, where, and what to do next. Never thrown, never
// ignored.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace azwf {

// The kinds of failure a user can meet; the command line maps each to one exit status.
enum class ErrorKind {
  failed,       // the thing asked for was done and failed
  invalid,      // wrong use: bad argument, bad script, bad value
  refused,      // not permitted, or in conflict with what is there
  not_found,    // no such run, file, step
  damaged,      // the store is damaged or not safe to open
  unavailable,  // cannot be done now: held by another process, stopped, time-out
};

// `message` says what failed and where, `hint` what to do next; each is one line.
struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string code;
  std::string message;
  std::string hint;

  bool operator==(const Error&) const = default;
};

template <class T> using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(ErrorKind kind, std::string code, std::string message,
                                      std::string hint = {}) {
  return std::unexpected(Error{kind, std::move(code), std::move(message), std::move(hint)});
}

}  // namespace azwf

// Yields the value of a Result, or returns its error from the calling function.
#define TRY(expression)                                           \
  __extension__({                                                 \
    auto azwf_try_result = (expression);                          \
    if (!azwf_try_result) {                                       \
      return std::unexpected(std::move(azwf_try_result).error()); \
    }                                                             \
    std::move(azwf_try_result).value();                           \
  })

// The same for a Result<void>.
#define TRY_VOID(expression)                                      \
  do {                                                            \
    auto azwf_try_result = (expression);                          \
    if (!azwf_try_result) {                                       \
      return std::unexpected(std::move(azwf_try_result).error()); \
    }                                                             \
  } while (false)

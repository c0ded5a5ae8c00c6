// Homes are made from the outside in; the anchor is made by whoever opens the store.
#include "storage/files/home.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <string_view>

#include "storage/files/descriptor.hpp"

namespace azwf {
namespace {

Result<void> create_missing(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return {};
  const auto parent = std::filesystem::absolute(path, ignored).parent_path();
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) return std::unexpected(file_error("create folder", parent, error.value()));
  TRY_VOID(make_folder(path));
  return sync_folder(parent);
}

std::unexpected<Error> unsafe(std::string code, std::string message, std::string hint) {
  return failure(ErrorKind::damaged, std::move(code), std::move(message), std::move(hint));
}

// As a shell takes it for one word.
std::string quoted(const std::string& path) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("/._-+:@").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (std::ranges::all_of(path, is_plain)) return path;
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

Result<void> create_home(const Home& home) {
  TRY_VOID(create_missing(home.path));
  TRY_VOID(check_home(home));
  for (const auto& folder : {home.store(), home.views(), home.blobs(), home.work()}) {
    TRY_VOID(make_folder(folder));
  }
  return sync_folder(home.path);
}

Result<void> check_home(const Home& home) {
  struct stat status {};
  if (::stat(home.path.c_str(), &status) != 0) {
    return std::unexpected(file_error("open home", home.path, errno));
  }
  const auto path = home.path.string();
  if (!S_ISDIR(status.st_mode)) {
    return unsafe("no_folder", fmt::format("home {} is not a folder", path), "name a folder");
  }
  if (status.st_uid != ::geteuid()) {
    return unsafe("not_owner",
                  fmt::format("home {} belongs to user {}, you are user {}", path, status.st_uid,
                              ::geteuid()),
                  fmt::format("run as its owner, or: chown -R {} {}", ::geteuid(), quoted(path)));
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return unsafe("writable_by_others",
                  fmt::format("home {} may be written by others (mode {:04o})", path,
                              status.st_mode & 07777U),
                  fmt::format("make sure nobody did, then: chmod go-w {}", quoted(path)));
  }
  return {};
}

}  // namespace azwf

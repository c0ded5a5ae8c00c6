// A blob has the streams as they came; the inline texts are kept apart.
#include "adapters/cli/attempt_output.hpp"

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;
constexpr std::size_t tail_bytes_max = 16 << 10;

std::string inline_output(const AttemptStory& attempt) {
  auto text = text_of(field_of(attempt.printed, "stdout"));
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return text + text_of(field_of(attempt.printed, "stderr"));
}

}  // namespace

std::uint64_t output_bytes(const AttemptStory& attempt) {
  if (attempt.output) return attempt.output->size;
  return text_of(field_of(attempt.printed, "stdout")).size() +
         text_of(field_of(attempt.printed, "stderr")).size();
}

Result<void> read_output(BlobStore& blobs, const AttemptStory& attempt,
                         const std::function<void(std::string_view)>& sink) {
  if (!attempt.output) {
    sink(inline_output(attempt));
    return {};
  }
  const auto blob = TRY(blobs.get(attempt.output->digest));
  for (;;) {
    const auto piece = TRY(blob->read(piece_bytes));
    if (piece.empty()) return {};
    sink(piece);
  }
}

Result<std::vector<std::string>> last_lines(BlobStore& blobs, const AttemptStory& attempt,
                                            std::size_t count) {
  const auto tail =
      attempt.output
          ? TRY(tail_of_blob(blobs, {attempt.output->digest, attempt.output->size}, tail_bytes_max))
          : inline_output(attempt);
  std::vector<std::string> lines;
  for (const auto line : lines_of(tail)) lines.push_back(plain_line(line));
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<long>(count));
  return lines;
}

}  // namespace azwf::cli

// What disks, people and backup programs do to files.
#include "tests/damage/damage.hpp"

#include <algorithm>
#include <array>

#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 4'096;

std::string kind_of(const fs::path& file) {
  const auto top = file.begin()->string();
  const auto name = file.filename().string();
  if (top == "blobs" || top == "anchor" || top == "lock") return top;
  std::string kind = top == "views" ? "views " : "";
  if (name.ends_with(".log")) return kind + "log";
  if (name.ends_with(".sst")) return kind + "table";
  return kind + name.substr(0, name.find('-'));
}

std::vector<fs::path> files_of(const fs::path& home, const std::string& kind) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    if (!entry.is_regular_file()) continue;
    auto file = fs::relative(entry.path(), home);
    const bool is_used = entry.file_size() > 0 || kind == "lock";
    if (is_used && kind_of(file) == kind) found.push_back(std::move(file));
  }
  std::ranges::sort(found);
  return found;
}

std::string at(std::size_t offset) { return " at " + std::to_string(offset) + " of "; }

std::string flip_bit(std::string& bytes, std::mt19937_64& random) {
  const auto offset = random() % std::max<std::size_t>(bytes.size(), 1);
  if (!bytes.empty()) bytes[offset] = static_cast<char>(bytes[offset] ^ (1 << random() % 8));
  return "flipped a bit" + at(offset);
}

std::string zero_block(std::string& bytes, std::mt19937_64& random) {
  const auto blocks = bytes.size() / block_bytes + 1;
  const auto offset = random() % blocks * block_bytes;
  const auto size = std::min(block_bytes, bytes.size() - std::min(offset, bytes.size()));
  bytes.replace(std::min(offset, bytes.size()), size, std::string(size, '\0'));
  return "zeroed " + std::to_string(size) + " bytes" + at(offset);
}

std::string swap_blocks(std::string& bytes, std::mt19937_64& random) {
  const auto blocks = bytes.size() / block_bytes;
  if (blocks < 2) return zero_block(bytes, random);
  const auto one = random() % blocks;
  const auto other = (one + 1 + random() % (blocks - 1)) % blocks;
  std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(one * block_bytes),
                   bytes.begin() + static_cast<std::ptrdiff_t>((one + 1) * block_bytes),
                   bytes.begin() + static_cast<std::ptrdiff_t>(other * block_bytes));
  return "swapped the blocks " + std::to_string(one) + " and " + std::to_string(other) + " of ";
}

std::string truncate(std::string& bytes, std::mt19937_64& random) {
  bytes.resize(random() % std::max<std::size_t>(bytes.size(), 1));
  return "truncated to " + std::to_string(bytes.size()) + " bytes ";
}

// An older copy of the file; of one of its kind when this one is new.
std::string replace_by_older(const Sample& sample, const fs::path& file, const std::string& kind,
                             std::string& bytes, std::mt19937_64& random) {
  for (auto ago = 1 + random() % (sample.ages() - 1); ago > 0; --ago) {
    const auto home = sample.home(ago);
    const auto same = fs::exists(home / file) ? std::vector{file} : files_of(home, kind);
    if (same.empty()) continue;
    const auto& older = same[random() % same.size()];
    bytes = read_whole(home / older);
    return "replaced by " + older.string() + " of " + std::to_string(ago) + " uses ago ";
  }
  return "left as it was ";
}

// The other slot stays whole.
Damage flip_in_slot(const fs::path& home, std::mt19937_64& random) {
  auto bytes = read_whole(home / "anchor");
  const auto offset = random() % bytes.size();
  bytes[offset] = static_cast<char>(bytes[offset] ^ (1 << random() % 8));
  write_whole(home / "anchor", bytes);
  return {"flipped a bit" + at(offset) + "anchor", "anchor slot", "anchor"};
}

}  // namespace

const std::vector<std::string>& kinds() {
  static const std::vector<std::string> all = {"log",
                                               "table",
                                               "MANIFEST",
                                               "CURRENT",
                                               "OPTIONS",
                                               "IDENTITY",
                                               "anchor",
                                               "lock",
                                               "blobs",
                                               "views table",
                                               "views log",
                                               "views CURRENT",
                                               "views MANIFEST",
                                               "views OPTIONS",
                                               "store",
                                               "anchor slot",
                                               "anchor and CURRENT"};
  return all;
}

Damage damage(const Folder& folder, const Sample& sample, const std::string& kind,
              std::mt19937_64& random) {
  const auto home = folder.path() / ".azwf";
  if (kind == "store") {
    const auto ago = 1 + random() % (sample.ages() - 1);
    fs::remove_all(home / "store");
    fs::copy(sample.home(ago) / "store", home / "store", fs::copy_options::recursive);
    return {"replaced by that of " + std::to_string(ago) + " uses ago: store", kind, "store"};
  }
  if (kind == "anchor slot") return flip_in_slot(home, random);
  if (kind == "anchor and CURRENT") {
    const auto first = damage(folder, sample, "anchor", random);
    fs::remove(home / "store/CURRENT");
    return {first.what + ", and removed CURRENT", kind, "store/CURRENT"};
  }
  const auto files = files_of(home, kind);
  if (files.empty()) return {"there is no " + kind, kind, ""};
  const auto& file = files[random() % files.size()];
  auto bytes = read_whole(home / file);
  std::string what;
  switch (random() % 6) {
    case 0: what = flip_bit(bytes, random); break;
    case 1: what = zero_block(bytes, random); break;
    case 2: what = swap_blocks(bytes, random); break;
    case 3: what = truncate(bytes, random); break;
    case 4: what = replace_by_older(sample, file, kind, bytes, random); break;
    default: fs::remove(home / file); return {"removed " + file.string(), kind, file};
  }
  write_whole(home / file, bytes);
  return {what + file.string(), kind, file};
}

}  // namespace azwf::tests
